"""*Message*: one message, indented beside its exact bytes."""

from collections.abc import Mapping
from typing import Any, Final

from hub.bootstrap.reader import Reader, Recorded
from hub.errors import Code, operator_error
from hub.text.bilingual import Bilingual
from hub.views.contents import lines_of, text_of
from hub.views.correspondence import known_values
from hub.views.documents import MessageView
from hub.window.asked import Asked
from hub.window.page import Answer, Page, Painted, Sent
from hub.window.personal import cover_for

TITLE: Final = Bilingual("报文", "Message")
LINES: Final = 2_000
"""Lines of a message that are shown; a file in it is one line."""
CHARACTERS: Final = 200_000
"""Characters of its bytes that are shown; all can be saved."""
VALUE: Final = 400
"""Characters of one value that are shown among the lines."""


def show(asked: Asked, reader: Reader) -> Answer:
    """The message of a document; with `save`, its bytes as a file, which is asking for personal data."""
    recorded = reader.trail(asked.value("document"))
    message = _message(recorded, asked)
    body = _body(recorded, message, reader)
    cover = cover_for(asked, reader, recorded.trail.document.id)
    if asked.value("save") and cover.is_lifted:
        return Sent(body, "application/octet-stream", f"{message.sha256}.bin")
    known = known_values(recorded.trail, recorded.view)
    lines = lines_of(body)
    values: Mapping[str, Any] = {
        "title": message.id,
        "document": recorded.view.document,
        "message": message,
        "lines": [cover.line(line, known) for line in lines[:LINES]],
        "more_lines": len(lines) - LINES,
        "text": text_of(body)[:CHARACTERS] if cover.is_lifted else "",
        "is_cut": len(body) > CHARACTERS,
        "is_lifted": cover.is_lifted,
        "longest": VALUE,
    }
    return Painted("message.html", values)


def _message(recorded: Recorded, asked: Asked) -> MessageView:
    """The message with this id. A party's id may be one of ours or of another party too: way and party are asked."""
    name, way, party = asked.value("id"), asked.value("way"), asked.value("party")
    for message in recorded.view.messages:
        if message.id == name and way in (message.direction, "") and party in (message.party, ""):
            return message
    raise operator_error(Code.NOT_FOUND, value=name or "—")


def _body(recorded: Recorded, message: MessageView, reader: Reader) -> bytes:
    body = reader.store.archive.payload(message.sha256)
    if body is None and message.left is not None:
        (place,) = (one for one in recorded.left.places if one.removal == message.left)
        raise operator_error(Code.BYTES_TAKEN_OUT, digest=message.sha256, where=place.words)
    if body is None:
        raise operator_error(Code.NOT_FOUND, value=message.sha256)
    return body


PAGE: Final = Page("message", TITLE, show, is_listed=False)
