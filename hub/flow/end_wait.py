"""End the wait of a notice for a document, or of a receipt for a message of the hub, as an operator decides."""

from dataclasses import dataclass, replace
from typing import Final

from lxml import etree
from uuid6 import uuid7

from hub.effects.quarantine import ended_id, id_after, unusable
from hub.effects.work import Means, Work
from hub.errors import Code, Rejected, rejected
from hub.flow.acting import Acting
from hub.flow.opening import new_work, open_delivery
from hub.loading.load_given_up import ends_of
from hub.loading.load_replies import load_replies
from hub.model import Cause, Document, Fault, Parked, Quarantined, digest
from hub.ports import Delivery, Ports, Unit, Verifier
from hub.reading.open_message import Opened
from hub.stages.answered import Announced
from hub.stages.record_notice import notice_of
from hub.stages.why_early import waited_for
from hub.stages.write_changes import write_changes

WAIT_ENDED: Final = "wait-ended"
"""Observed on each known document for which the notice waited."""


@dataclass(frozen=True)
class Ended:
    """A notice or receipt that waits no longer."""

    kept: Quarantined
    """It, in quarantine: it can be released or discarded later."""
    documents: tuple[Document, ...]
    """The known documents for which it waited. Their trails hold the reason."""
    unread: tuple[Fault, ...] = ()
    """Why the notice cannot be read any more, so that no trail holds the reason."""


def end_wait(means: Means, ports: Ports, row: Parked, said: tuple[str, Acting | None]) -> Ended:
    """Put a waiting notice (HUB-442) or receipt (HUB-986) into quarantine, with the reason of the operator.

    The trails of the documents that a notice waited for keep the reason. `said`: the reason, and who acts. The party is
    told nothing: it got its receipt when the message came. Raises Rejected: HUB-778 for a receipt whose message waits
    for its signature, HUB-749 if it does not wait any more, HUB-745 if its bytes are not those that came.
    """
    reason, acting = said
    body = ports.store.archive.payload(row.payload)
    if body is None or digest(body) != row.payload:
        raise rejected(Code.STORED_CONTENT_DIFFERS)
    delivery = Delivery(owner=row.party, tag="", body=body, taken_at=row.at)
    work = new_work(means, ports)
    opened = _opened(work, ports, delivery, row)
    with ports.store.transactions.begin() as unit:
        load_replies(unit, work, [] if isinstance(opened, Rejected) else [opened])
        if not unit.waiting([(row.party, row.message)]):
            raise rejected(Code.ALREADY_SETTLED)  # a worker was faster, or another operator
        _refuse_unsent(unit, row)
        if acting is not None:
            acting.record(unit, work.books)
        announced = None if isinstance(opened, Rejected) else notice_of(work, opened)
        documents = _noted(work, announced, row, said) if announced is not None else []
        about = documents[0].id if documents else None
        refusal = rejected(Code.ANSWER_NOT_AWAITED if row.answers else Code.WAIT_ENDED, answers=row.message)
        kept = replace(unusable(work.books, delivery, refusal, cause=reason, document=about), id=_next_id(unit, row))
        work.books.post.quarantine(kept, body)
        work.books.post.match(row.party, row.message)
        write_changes(unit, work.books)
    now = tuple(work.books.trails.document(document.id) for document in documents)
    return Ended(kept, now, opened.faults if isinstance(opened, Rejected) else ())


def _refuse_unsent(unit: Unit, row: Parked) -> None:
    """Raise Rejected (HUB-778) if the answered message waits for its signature: the receipt proves that it was sent.

    A store that was restored may have forgotten that. The receipt is taken when the message is signed again.
    """
    if row.answers and (unit.to_sign([row.answers]) or unit.to_sign_for([row.answers])):
        raise rejected(Code.ANSWERS_UNSIGNED, message=row.answers)


class _Verified:
    """Opens what was verified when it came: a certificate may be withdrawn since, or unknown in an operator's home."""

    def __init__(self, verifier: Verifier) -> None:
        self.unwrap = verifier.unwrap

    def verify(self, message: etree._Element, party: str, at: int | None = None) -> etree._Element:  # noqa: ARG002
        return self.unwrap(message)


def _opened(work: Work, ports: Ports, delivery: Delivery, row: Parked) -> Opened | Rejected:
    """The message with this id; why it cannot be read any more, for example because its schema has changed."""
    kept = replace(ports, verifier=_Verified(ports.verifier))
    try:
        opened = open_delivery(work.means, kept, delivery).part(row.message)
        if not row.answers and notice_of(work, opened) is None:
            return rejected(Code.UNKNOWN_MESSAGE, answers=row.message, name=opened.element)
    except Rejected as refusal:
        return refusal
    return opened


def _noted(work: Work, announced: Announced, row: Parked, said: tuple[str, Acting | None]) -> list[Document]:
    """Note the reason on the trails of the known documents that a notice waits for; return the documents."""
    reason, acting = said
    cause = Cause("operator", acting.act.id if acting else str(uuid7()), digest(reason.encode()))
    work.books.post.keep_payload(cause.digest, reason.encode())
    documents = waited_for(work, announced)
    for document in documents:
        detail = {"observed": WAIT_ENDED, "reason": reason, "notice": row.message}
        work.books.trails.append(document.id, document.status, cause, detail)
    return documents


def _next_id(unit: Unit, row: Parked) -> str:
    """The id of the row of this end; a notice that was released and waited again has ended before."""
    (ends,) = ends_of(unit, [(row.party, row.message)]).values()
    return id_after(ends[-1].id) if ends else ended_id(row.party, row.message)
