"""Keep a delivery that cannot be used, with its bytes and the reason, and tell its sender."""

from uuid6 import uuid7

from hub.errors import Rejected
from hub.model import Ledger, Outgoing, Quarantined, digest
from hub.ports import Delivery


def quarantine(
    ledger: Ledger, delivery: Delivery, refusal: Rejected, *, cause: str = "", document: str | None = None
) -> Quarantined:
    """Record a delivery as quarantined (H002): its bytes, its first fault, and for operators the cause in full."""
    first = refusal.faults[0]
    row = Quarantined(
        id=str(uuid7()),
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
    ledger.changes.quarantined.append(row)
    return row


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
