"""Move a document because another one moved."""

from collections.abc import Mapping
from typing import Any, Final

from hub.catalogue import Moving
from hub.effects.dispute import dispute
from hub.effects.held import released
from hub.effects.move_status import move_status
from hub.effects.portals import portals_of
from hub.effects.work import Work
from hub.model import DISPUTED, Cause, Document, Transition

STANDS: Final = "stands"
"""In the detail of an operator's row: the number of the row of the trail that stands."""
_WAITS: Final = "waits"
"""Observed when a move waits until the document is in one of the statuses in `from`."""
_TWICE: Final = "done-twice"
"""Observed when a move comes on top of what the document's party has said itself (`twice:` of a route)."""


def move_other(work: Work, moving: Moving, other: Document, transition: Transition) -> None:
    """Move a document that another one refers to; if it cannot move there, its trail says so, and an operator is told.

    With `from` it moves only from these statuses: elsewhere the move waits. What its party has said in another way
    (`twice`) is a dispute. The party's reason in words is copied, so a reader of a failed application also reads why
    its payment failed.
    """
    lifecycle, cause = work.route(other).lifecycle, follows_from(transition)
    to, sources = moving.to.of(work.books.trails.returned(transition.document)), moving.sources
    said = {"reason": list(transition.reason)} if transition.reason else {}
    if sources and other.status not in (*sources, to):
        waits = {"observed": _WAITS, "status": to, "from": sorted(sources)}
        work.books.trails.append(other.id, other.status, cause, {**said, **waits})
    elif lifecycle.allows(other.status, to):
        move_status(work, other, to, cause, said)
    elif other.status in moving.twice and _said_itself(work, other):
        dispute(work, other, cause, {**said, "observed": _TWICE, "status": to, "event": DISPUTED})
    elif _is_no_news(work, other, to, transition) or other.status in lifecycle.next.get(to, ()):
        work.books.trails.append(other.id, other.status, cause, {**said, "observed": "outranked", "status": to})
    else:
        dispute(work, other, cause, {**said, "observed": "contradicts", "status": to})


def _is_no_news(work: Work, other: Document, to: str, transition: Transition) -> bool:
    """Whether a document may be moved once more to the status that it has.

    That is what a notice says again, a status in which the document waits to be made again, such as the return of a
    second confirmation, and what an operator lets stand. Elsewhere it happened twice, as when an application is paid by
    two payments.
    """
    is_notice = work.route(work.books.trails.document(transition.document)).is_notice
    is_at_rest = work.catalogue.statuses[to].kind == "rest"
    return other.status == to and (is_notice or is_at_rest or STANDS in transition.detail)


def _said_itself(work: Work, document: Document) -> bool:
    """Whether a receipt of its party, and no other document, has moved a document to its present status."""
    came = [row for row in work.books.trails.past(document.id) if row.after == document.status != row.before]
    return bool(came) and came[-1].cause.kind == "receipt"


def move_back(work: Work, other: Document, event: str, transition: Transition) -> None:
    """Return a document to the highest status that its party has said, as if nothing had held it; tell the event first.

    What the party said meanwhile counts from now on. A document that is held no longer is disputed.
    """
    cause, held = follows_from(transition), released(work, other)
    said = {"reason": list(transition.reason)} if transition.reason else {}
    if held is None:
        dispute(work, other, cause, {**said, "observed": "contradicts", "status": event})
        return
    tell_observed(work, other, cause, {**said, "observed": "refused", "event": event})
    values = {"returned": dict(held.values)} if held.values else {}
    move_status(work, work.books.trails.document(other.id), held.status, cause, values)
    if held.is_contradicted:
        dispute(work, work.books.trails.document(other.id), cause, {"observed": "contradicts"})


def tell_observed(work: Work, document: Document, cause: Cause, detail: Mapping[str, Any]) -> None:
    """Append an observation whose `event` portals are told."""
    row = work.books.trails.append(document.id, document.status, cause, detail)
    for portal in portals_of(work.books, work.catalogue, work.books.trails.document(document.id)):
        work.books.post.promise_event(document.id, row.seq, portal)


def move_on(work: Work, transition: Transition) -> None:
    """Make the moves that have waited for the status that a document has now reached."""
    for row in work.books.trails.past(transition.document):
        if row.detail.get("observed") == _WAITS and transition.after in row.detail["from"]:
            document = work.books.trails.document(transition.document)
            if work.route(document).lifecycle.allows(document.status, row.detail["status"]):
                move_status(work, document, row.detail["status"], follows_from(row))


def follows_from(transition: Transition) -> Cause:
    """The transition that another one follows from, and the digest of its cause."""
    return Cause("document", f"{transition.document}:{transition.seq}", transition.cause.digest)
