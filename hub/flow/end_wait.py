"""End the wait of a notice for a document, as an operator decides."""

from dataclasses import dataclass
from typing import Final

from uuid6 import uuid7

from hub.effects.quarantine import quarantine
from hub.effects.work import Means, Work
from hub.errors import Code, Rejected, rejected
from hub.flow.opening import new_work, open_delivery
from hub.loading.load_replies import load_replies
from hub.loading.load_settled import load_settled
from hub.model import Cause, Document, Parked, Quarantined, digest
from hub.ports import Delivery, Ports
from hub.reading.open_message import Opened
from hub.stages.record_notice import notice_of
from hub.stages.write_changes import write_changes

WAIT_ENDED: Final = "wait-ended"
"""Observed on each known document that the notice names."""


@dataclass(frozen=True)
class Ended:
    """A notice that waits no longer."""

    kept: Quarantined
    """It, in quarantine: it can be released or discarded later."""
    named: tuple[Document, ...]
    """The known documents that it names. Their trails hold the reason."""


def end_wait(means: Means, ports: Ports, row: Parked, reason: str) -> Ended:
    """Put a waiting notice into quarantine (HUB-442), and note the reason on the trails of what it names.

    Its party is told nothing: it got its receipt when the notice came. Raises Rejected: HUB-778 for a receipt, HUB-749
    if the notice does not wait any more, HUB-745 if its bytes are not those that came.
    """
    if row.answers:
        raise rejected(Code.NOT_A_NOTICE)
    body = ports.store.archive.payload(row.payload)
    if body is None or digest(body) != row.payload:
        raise rejected(Code.STORED_CONTENT_DIFFERS)
    delivery = Delivery(owner=row.party, tag="", body=body, taken_at=row.at)
    opened = _opened(means, ports, delivery)
    with ports.store.transactions.begin() as unit:
        work = new_work(means, ports)
        load_replies(unit, work, [opened] if opened is not None else [])
        load_settled(unit, work.books, [delivery])
        if not unit.waiting([(row.party, row.message)]):
            raise rejected(Code.ALREADY_SETTLED)  # a worker was faster, or another operator
        cause = Cause("operator", str(uuid7()), digest(reason.encode()))
        work.books.post.keep_payload(cause.digest, reason.encode())
        named = _named(work, opened) if opened is not None else []
        for document in named:
            detail = {"observed": WAIT_ENDED, "reason": reason, "notice": row.message}
            work.books.trails.append(document.id, document.status, cause, detail)
        refusal = rejected(Code.WAIT_ENDED, answers=row.message)
        about = named[0].id if named else None
        kept = quarantine(work.books, delivery, refusal, cause=reason, document=about)
        work.books.post.match(row.party, row.message)
        write_changes(unit, work.books)
    return Ended(kept, tuple(work.books.trails.document(document.id) for document in named))


def _opened(means: Means, ports: Ports, delivery: Delivery) -> Opened | None:
    """The notice; None if it cannot be opened any more, for example because its certificate was withdrawn."""
    try:
        return open_delivery(means, ports, delivery)
    except Rejected:
        return None


def _named(work: Work, opened: Opened) -> list[Document]:
    """The documents that a notice names and the hub knows, each once."""
    announced = notice_of(work, opened)
    names = announced.route.names if announced is not None else ()
    found = {d.id: d for naming in names for d in work.books.named_by(opened.digest, naming.name)}
    return list(found.values())
