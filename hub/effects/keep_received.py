"""Store what a party sent, or park what answers something that is not there yet."""

from hub.effects.work import Work
from hub.model import Message, Parked
from hub.reading.open_message import Opened


def keep_received(work: Work, opened: Opened, document: str | None = None, original: Message | None = None) -> None:
    """Store a party's message with its exact bytes: about a document, as an answer to a message of ours."""
    books = work.books
    message = Message(
        id=opened.id,
        direction="in",
        party=opened.party,
        kind="receipt" if original else "business",
        document=document,
        round=original.round if original else 0,
        digest=opened.digest,
        size=len(opened.delivery.body),
        answers=opened.answers,
        at=books.tick(),
        catalogue=books.catalogue,
    )
    books.post.keep(message, opened.delivery.body)


def park(work: Work, opened: Opened) -> None:
    """Keep a receipt until the message that it answers is recorded."""
    row = Parked(
        party=opened.party,
        message=opened.id,
        answers=opened.answers or "",
        payload=opened.digest,
        at=work.books.tick(),
    )
    work.books.post.park(row, opened.delivery.body)
