"""Answer every message of a party with a signed technical receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from hub.effects.draft import created_at
from hub.effects.sign_message import sign_now_or_later
from hub.effects.work import Work
from hub.model import Books, Fault, ToSign
from hub.xml.build import add, new_message
from hub.xml.names import TECHNICAL_RECEIPT, header

Outcome = Literal["accepted", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("accepted", "refused")
_LONGEST = 500
"""The most characters of a text in a receipt (common.xsd, Remark)."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The content of a receipt of the hub: accepted, or refused with a code and a field for each fault."""

    party: str
    answers: str | None
    """The party's own id of its message; None if it could not be read."""
    body_digest: str
    document: str | None = None
    faults: Sequence[Fault] = ()

    @property
    def code(self) -> Outcome:
        return "refused" if self.faults else "accepted"

    @property
    def id(self) -> str:
        return receipt_id(self.party, self.body_digest, self.code)


def answer_party(work: Work, answer: Answer) -> None:
    """Sign, keep and promise a receipt."""
    books = work.books
    written = ToSign(
        id=answer.id,
        party=answer.party,
        kind="receipt",
        document=answer.document,
        round=0,
        answers=answer.answers,
        at=books.tick(),
        catalogue=books.catalogue,
        owner="",
        body=b"",
    )
    sign_now_or_later(work, written, _written(work, answer))
    books.post.promise_message(written.id, answer.party)


def _written(work: Work, answer: Answer) -> etree._Element:
    """The receipt, unsigned."""
    at = created_at(work.books.trails.said_at(answer.body_digest), work.books.now)
    said = header(message=answer.id, sender=work.means.hub_id, receiver=answer.party, at=at)
    root = new_message(TECHNICAL_RECEIPT, said)
    add(add(root, "InReplyTo"), {"MessageId": answer.answers, "Digest": answer.body_digest})
    add(root, {"Code": answer.code})
    for fault in answer.faults[:100]:
        reason = add(root, "Fault")
        add(reason, {"Code": fault.code, "Field": fault.field[:_LONGEST]})
        add(reason, {"Text": fault.zh[:_LONGEST]})
        add(reason, {"Text": fault.en[:_LONGEST]})
    return root


def repeat_answer(books: Books, party: str, body_digest: str, code: Outcome) -> bool:
    """Promise again the receipt that these bytes got before: the same id and bytes. False if there is none."""
    earlier = receipt_id(party, body_digest, code)
    if books.post.is_unsigned(earlier):
        return True  # it is sent when it is signed
    if books.post.sent(earlier) is None:
        return False
    books.post.promise_message(earlier, party)
    return True


def receipt_id(party: str, body_digest: str, code: Outcome) -> str:
    """The id of the hub's receipt for a party's bytes.

    It is the same for every worker and every repetition.
    """
    return str(uuid5(NAMESPACE_URL, f"{party}:{body_digest}:{code}"))
