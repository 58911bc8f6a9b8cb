"""Keep an unusable delivery, with its bytes and the reason."""

from uuid import NAMESPACE_URL, uuid5

from hub.errors import Rejected
from hub.model import Books, Quarantined, digest
from hub.ports import Delivery


def quarantine(
    books: Books, delivery: Delivery, refusal: Rejected, *, cause: str = "", document: str | None = None
) -> Quarantined:
    """Record a delivery as quarantined (H002): its bytes, its first fault, and the full cause for operators.

    The same bytes from the same owner are one row, however often they come, until an operator settles it. If they fail
    again after that, they get the next row, which is open (`load_settled` has read what was settled).
    """
    name = open_id(books, delivery)
    if (known := books.post.quarantined(name)) is not None:
        return known
    row = unusable(books, delivery, refusal, cause=cause, document=document)
    books.post.quarantine(row, delivery.body, delivery.wire)
    return row


def unusable(
    books: Books, delivery: Delivery, refusal: Rejected, *, cause: str = "", document: str | None = None
) -> Quarantined:
    """The open row of a delivery, not recorded yet."""
    first = refusal.faults[0]
    return Quarantined(
        id=open_id(books, delivery),
        owner=delivery.owner,
        code=first.code,
        field=first.field,
        zh=first.zh,
        en=first.en,
        cause=cause or str(refusal),
        payload=digest(delivery.body),
        document=document,
        answers=refusal.answers,
        at=books.tick(),
    )


def quarantine_id(delivery: Delivery) -> str:
    """The id under which a delivery is quarantined for the first time."""
    return str(uuid5(NAMESPACE_URL, f"quarantine:{delivery.owner}:{digest(delivery.body)}"))


def ended_id(party: str, message: str) -> str:
    """The id under which a notice is quarantined when an operator ends its wait for the first time.

    It is told by the party's own id of the notice, so that other bytes with that id are found too.
    """
    return str(uuid5(NAMESPACE_URL, f"wait-ended:{party}:{message}"))


def id_after(settled: str) -> str:
    """The id under which a delivery is quarantined again, after an operator settled this row of it."""
    return str(uuid5(NAMESPACE_URL, f"quarantine-after:{settled}"))


def was_settled(books: Books, delivery: Delivery) -> bool:
    """Whether an operator has released or discarded these bytes of this owner before."""
    return books.post.is_settled(quarantine_id(delivery))


def open_id(books: Books, delivery: Delivery) -> str:
    """The id of the row that a delivery has, or will have, and that no operator has settled."""
    name = quarantine_id(delivery)
    while books.post.is_settled(name):
        name = id_after(name)
    return name
