"""Move a document's status, with all consequences."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from hub.catalogue import Route
from hub.effects.portals import portals_of
from hub.effects.settle_claims import replace_figures, settle_claims
from hub.effects.take_over import TAKEN_OVER
from hub.effects.tell_left_out import tell_left_out
from hub.effects.work import Work
from hub.errors import ForbiddenMove
from hub.model import Cause, Document, Transition, Verdict
from hub.model.tally import DOCUMENT_TIMES

ALARM: Final = "alarm"
"""The mark of a dispute that a status itself makes (`alarms:` of a route)."""
TAKEN_BACK: Final = "taken_back"
"""In the detail of an operator's row: the document whose decision stays, while this document's was taken back."""


def move_status(
    work: Work, document: Document, after: str, cause: Cause, detail: Mapping[str, Any] | None = None
) -> Transition:
    """Append a transition, settle claims and figures, and promise an event to the portals.

    Raises ForbiddenMove if the lifecycle does not allow the transition.
    """
    books, route = work.books, work.route(document)
    detail = detail or {}
    begins = route.taken_over if TAKEN_OVER in detail else frozenset[str]()
    is_taken_back = TAKEN_BACK in detail and route.may_take_back(document.status, after)
    if not is_taken_back and not _may_move(work, document, after, cause, begins):
        raise ForbiddenMove(document.id, document.status, after)
    held = replace_figures(work, document, after, detail.get("returned", {}))
    detail = detail if held else {**detail, "figures": "not-newer"}
    transition = books.trails.append(document.id, after, cause, detail)
    if route.alarms or ALARM in document.disputes:
        books.trails.put(_alarmed(route, books.trails.document(document.id)))
    moved = books.trails.document(document.id)
    settle_claims(work, moved)
    if work.catalogue.statuses.is_over(moved.type, after):
        taken = max(0, transition.at - moved.created_at)
        books.tallies.time(DOCUMENT_TIMES, moved.type, "ended", microseconds=taken)
    tell_left_out(work, document.id, cause)
    for portal in portals_of(books, work.catalogue, moved) if TAKEN_OVER not in detail else ():
        books.post.promise_event(document.id, transition.seq, portal)
    return transition


def _alarmed(route: Route, document: Document) -> Document:
    """The document with the alarm mark if an operator must know its status; otherwise without that mark."""
    others = document.disputes - {ALARM}
    return document.marked(others | {ALARM} if document.status in route.alarms else others)


def _may_move(work: Work, document: Document, after: str, cause: Cause, begins: Collection[str]) -> bool:
    """New documents begin in the first status, or in one of `begins`.

    Receipts follow ranks; the hub's own moves follow the lifecycle.
    """
    current, lifecycle = work.books.trails.document(document.id), work.route(document).lifecycle
    if current.seq == 0:
        return after == lifecycle.first or after in begins
    if cause.kind in ("receipt", "confirm"):
        return lifecycle.judge(current.status, after) is Verdict.MOVES
    return lifecycle.allows(current.status, after)
