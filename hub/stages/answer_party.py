"""Answer every message of a party with a signed technical receipt."""

from collections.abc import Sequence
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from hub.model import Books, Fault, Message, digest
from hub.ports import Signer
from hub.stages.open_message import TECHNICAL
from hub.stages.write_message import created_at
from hub.xml.build import add, new_message
from hub.xml.times import on_wire

Code = Literal["accepted", "refused"]
CODES: tuple[Code, ...] = ("accepted", "refused")
_LONGEST = 500
"""Characters of a receipt's texts (common.xsd, Remark)."""


def answer_party(  # noqa: PLR0913 - what a receipt says
    books: Books,
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
    code: Code = "refused" if faults else "accepted"
    message_id = receipt_id(party, body_digest, code)
    at = created_at(books.trails.said_at(body_digest), books.now)
    header = {"MessageId": message_id, "Sender": hub_id, "Receiver": party, "CreatedAt": on_wire(at)}
    root = new_message(TECHNICAL, header)
    add(add(root, "InReplyTo"), {"MessageId": answers, "Digest": body_digest})
    add(root, {"Code": code})
    for fault in faults[:100]:
        reason = add(root, "Fault")
        add(reason, {"Code": fault.code, "Field": fault.field[:_LONGEST]})
        add(reason, {"Text": fault.zh[:_LONGEST]})
        add(reason, {"Text": fault.en[:_LONGEST]})
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
        at=books.tick(),
        catalogue=books.catalogue,
    )
    books.post.keep(message, body)
    books.post.promise_message(message_id, party)


def repeat_answer(books: Books, party: str, body_digest: str, code: Code) -> bool:
    """Send the receipt that these bytes got before once more, the same id and bytes; False when there is none."""
    earlier = receipt_id(party, body_digest, code)
    if books.post.sent(earlier) is None:
        return False
    books.post.promise_message(earlier, party)
    return True


def receipt_id(party: str, body_digest: str, code: Code) -> str:
    """The id of our receipt for a party's bytes: whoever answers them, and however often, gives it the same one."""
    return str(uuid5(NAMESPACE_URL, f"{party}:{body_digest}:{code}"))
