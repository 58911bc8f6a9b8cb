"""Store a party's message, or park a receipt until the message that it answers is there."""

from collections.abc import Sequence

from hub.effects.work import Work
from hub.model import Message, Parked
from hub.reading.open_message import Opened


def keep_received(work: Work, opened: Opened, document: str | None = None, original: Message | None = None) -> None:
    """Store a party's message with its exact bytes, its document, and the hub's message that it answers."""
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
    books.post.keep(message, opened.delivery.body, opened.delivery.wire)


def park(work: Work, opened: Opened, type_: str = "", names: Sequence[str] = ()) -> None:
    """Keep a receipt or notice until what it refers to is recorded.

    Of a notice: the type of the document that it announces, and the business numbers that it refers to.
    """
    row = Parked(
        party=opened.party,
        message=opened.id,
        answers=opened.answers or "",
        payload=opened.digest,
        at=work.books.tick(),
        type=type_,
        names=", ".join(names),
    )
    work.books.post.park(row, opened.delivery.body, opened.delivery.wire)
