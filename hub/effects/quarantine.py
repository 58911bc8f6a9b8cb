"""Keep an unusable delivery, with its bytes and the reason."""

from uuid import NAMESPACE_URL, uuid5

from hub.errors import Rejected
from hub.model import Books, Quarantined, digest
from hub.ports import Delivery


def quarantine(
    books: Books, delivery: Delivery, refusal: Rejected, *, cause: str = "", document: str | None = None
) -> Quarantined:
    """Record a delivery as quarantined (H002): its bytes, its first fault, and the full cause for operators.

    The same bytes from the same owner are one row, however often they come.
    """
    name = quarantine_id(delivery)
    if (known := books.post.quarantined(name)) is not None:
        return known
    first = refusal.faults[0]
    row = Quarantined(
        id=name,
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
    books.post.quarantine(row, delivery.body)
    return row


def quarantine_id(delivery: Delivery) -> str:
    """The id under which a delivery is quarantined."""
    return str(uuid5(NAMESPACE_URL, f"quarantine:{delivery.owner}:{digest(delivery.body)}"))
