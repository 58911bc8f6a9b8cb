"""Find our message by the document that it is about, where a party's envelope tells no more."""

from collections.abc import Sequence

from hub.model import Books
from hub.ports import Unit
from hub.reading.open_message import Opened


def find_by_document(unit: Unit, books: Books, batch: Sequence[Opened]) -> None:
    """Let an answer that echoes no digest name the document in place of its message: the newest one is meant."""
    unknown = {m.answers for m in batch if m.answers and m.echoed is None and books.post.sent(m.answers) is None}
    if not unknown:
        return
    for message in sorted(unit.sent_for(sorted(unknown)), key=lambda message: message.at):
        if message.document is not None and message.kind == "business":
            books.post.name(message, message.document)
