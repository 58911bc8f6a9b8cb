"""Store what a party sent, or park what answers something that is not there yet."""

from hub.model import Ledger, Message, Parked
from hub.stages.open_message import Opened


def keep_received(ledger: Ledger, opened: Opened, document: str | None, original: Message | None) -> None:
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
        at=ledger.tick(),
        catalogue=ledger.catalogue,
    )
    ledger.keep(message, opened.delivery.body)


def park(ledger: Ledger, opened: Opened) -> None:
    """Keep a receipt until the message that it answers is recorded."""
    row = Parked(
        party=opened.party,
        message=opened.id,
        answers=opened.answers or "",
        payload=opened.digest,
        at=ledger.tick(),
    )
    ledger.load_waiting([row])
    ledger.changes.parked.append(row)
    ledger.changes.payloads[opened.digest] = opened.delivery.body
