"""Find the hub's message by its document, if a party's envelope does not name the message."""

from collections.abc import Sequence

from hub.model import Books
from hub.ports import Unit
from hub.reading.open_message import Opened


def find_by_document(unit: Unit, books: Books, batch: Sequence[Opened]) -> None:
    """Let an answer without a digest name the document: it then answers the document's newest message."""
    unknown = {m.answers for m in batch if m.answers and m.echoed is None and books.post.sent(m.answers) is None}
    if not unknown:
        return
    for message in sorted(unit.sent_for(sorted(unknown)), key=lambda message: message.at):
        if message.document is not None and message.kind == "business":
            books.post.name(message, message.document)
