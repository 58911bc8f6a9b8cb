"""Move a document's status, with everything that hangs on it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.catalogue import Route
from hub.errors import ForbiddenMove
from hub.model import Books, Cause, Document, Transition, Verdict
from hub.stages.settle_claims import replace_figures, settle_claims

ALARM: Final = "alarm"
"""The word of a dispute that a status makes by itself (`alarms:`)."""


def move_status(
    books: Books, route: Route, document: Document, after: str, cause: Cause, detail: Mapping[str, Any] | None = None
) -> Transition:
    """Append a transition, settle claims and figures, and promise the portals an event.

    Raises ForbiddenMove when the lifecycle does not let the document go there.
    """
    if not _may_move(books, route, document, after, cause):
        raise ForbiddenMove(document.id, document.status, after)
    detail = detail or {}
    held = replace_figures(books, route, document, after, detail.get("returned", {}))
    detail = detail if held else {**detail, "figures": "not-newer"}
    transition = books.trails.append(document.id, after, cause, detail)
    if route.alarms:
        books.trails.put(_alarmed(route, books.trails.document(document.id)))
    moved = books.trails.document(document.id)
    settle_claims(books, route, moved)
    for portal in portals_of(books, route, moved):
        books.post.promise_event(document.id, transition.seq, portal)
    return transition


def _alarmed(route: Route, document: Document) -> Document:
    """The document with the mark of a status that an operator must know of; without it where it went on."""
    others = document.disputes - {ALARM}
    return document.marked(others | {ALARM} if document.status in route.alarms else others)


def portals_of(books: Books, route: Route, document: Document) -> Sequence[str]:
    """Who hears of a document: its portal; of what no portal submitted, those that speak for its enterprise.

    An enterprise that none ever named: the type's home portal (domain.md section 4).
    """
    if document.portal:
        return [document.portal]
    return books.names.listeners(document.enterprise) or ([route.home] if route.home else [])


def _may_move(books: Books, route: Route, document: Document, after: str, cause: Cause) -> bool:
    """A new document begins where its lifecycle does; receipts go by ranks, what the hub itself does by the moves."""
    current = books.trails.document(document.id)
    if current.seq == 0:
        return after == route.lifecycle.first
    if cause.kind in ("receipt", "confirm"):
        return route.lifecycle.judge(current.status, after) is Verdict.MOVES
    return route.lifecycle.allows(current.status, after)
