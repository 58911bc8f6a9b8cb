"""Keep a delivery that cannot be used, with its bytes and the reason, and tell its sender."""

from uuid import NAMESPACE_URL, uuid5

from hub.errors import Rejected
from hub.model import Ledger, Outgoing, Quarantined, digest
from hub.ports import Delivery


def quarantine(
    ledger: Ledger, delivery: Delivery, refusal: Rejected, *, cause: str = "", document: str | None = None
) -> Quarantined:
    """Record a delivery as quarantined (H002): its bytes, its first fault, and for operators the cause in full.

    The same bytes from the same owner are one row, however often they come.
    """
    name = quarantine_id(delivery)
    if (known := ledger.quarantined.get(name)) is not None:
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
        at=ledger.tick(),
    )
    ledger.changes.payloads[row.payload] = delivery.body
    ledger.load_quarantined([row])
    ledger.changes.quarantined.append(row)
    return row


def quarantine_id(delivery: Delivery) -> str:
    """The id under which a delivery is quarantined."""
    return str(uuid5(NAMESPACE_URL, f"quarantine:{delivery.owner}:{digest(delivery.body)}"))


def promise_refusal(ledger: Ledger, row: Quarantined) -> None:
    """Tell a portal that its delivery is in quarantine, and why."""
    ledger.promise(
        Outgoing(
            id=f"refusal:{row.id}",
            about="refusal",
            destination=row.owner,
            subject=row.id,
            seq=0,
            owner=ledger.worker,
            at=ledger.tick(),
        )
    )
