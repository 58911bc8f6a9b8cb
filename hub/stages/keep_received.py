"""Store what a party sent, or park what answers something that is not there yet."""

from hub.model import Books, Message, Parked
from hub.stages.open_message import Opened


def keep_received(books: Books, opened: Opened, document: str | None, original: Message | None) -> None:
    """Store a party's message with its exact bytes."""
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


def park(books: Books, opened: Opened) -> None:
    """Keep a receipt until the message that it answers is recorded."""
    row = Parked(
        party=opened.party,
        message=opened.id,
        answers=opened.answers or "",
        payload=opened.digest,
        at=books.tick(),
    )
    books.post.park(row, opened.delivery.body)
