"""Answer every message of a party with a signed technical receipt."""

from collections.abc import Sequence

from uuid6 import uuid7

from hub.model import Fault, Ledger, Message, digest
from hub.ports import Signer
from hub.stages.move_status import promise_message
from hub.stages.open_message import TECHNICAL
from hub.xml.build import add, new_message
from hub.xml.times import on_wire


def answer_party(  # noqa: PLR0913 - what a receipt says
    ledger: Ledger,
    signer: Signer,
    hub_id: str,
    party: str,
    *,
    answers: str | None,
    body_digest: str,
    document: str | None = None,
    faults: Sequence[Fault] = (),
) -> None:
    """Sign, keep and promise a receipt: accepted, or refused with a code and field for each fault."""
    message_id = str(uuid7())
    header = {"MessageId": message_id, "Sender": hub_id, "Receiver": party, "CreatedAt": on_wire(ledger.now)}
    root = new_message(TECHNICAL, header)
    add(add(root, "InReplyTo"), {"MessageId": answers, "Digest": body_digest})
    add(root, {"Code": "refused" if faults else "accepted"})
    for fault in faults[:100]:
        reason = add(root, "Fault")
        add(reason, {"Code": fault.code, "Field": fault.field})
        add(reason, {"Text": fault.zh})
        add(reason, {"Text": fault.en})
    body = signer.sign(root)
    message = Message(
        id=message_id,
        direction="out",
        party=party,
        kind="receipt",
        document=document,
        round=0,
        digest=digest(body),
        size=len(body),
        answers=answers,
        at=ledger.tick(),
        catalogue=ledger.catalogue,
    )
    ledger.keep(message, body)
    promise_message(ledger, message_id, party)


def repeat_answer(ledger: Ledger, party: str, answers: str) -> None:
    """Send the receipt that a message got before once more: the same id and bytes."""
    if (earlier := ledger.answers.get((party, answers))) is not None:
        promise_message(ledger, earlier.id, party)
