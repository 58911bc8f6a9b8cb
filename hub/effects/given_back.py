"""Amounts of documents that failed after their party had decided on them: it counts them still, or gives them back.

Such a document rests where it may be made again, and it may still be paid for. Once figures may have left its amount
out, it is free while the document rests there. It is reserved again as soon as the document goes on, until its party
decides on it anew and newer figures follow.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from hub.catalogue import Claiming, Route
from hub.effects.work import Work
from hub.model import Claim, Document, Transition

FOUND: Final = "found"
"""In the detail of a move: an operator found it, and the hub cannot know whether its failure was told meanwhile."""


def is_given_back(route: Route, claiming: Claiming, claim: Claim, status: str) -> bool:
    """Whether the amount of a document that failed is free, because its party does not count it for certain."""
    return claim.amount is not None and claim.settled_at is None and status in _failed_in(route, claiming)


def has_failed_since(work: Work, document: Document, claiming: Claiming) -> bool:
    """Whether a document failed after its party last decided on its amount. Its trail must be loaded."""
    failed = _failed_in(work.route(document), claiming)
    moved = (row for row in reversed(work.books.trails.past(document.id)) if not row.is_observation)
    said = ((row.after, _may_have_failed(row, failed)) for row in moved)
    return next((has_failed for status, has_failed in said if has_failed or status in claiming.settled_by), False)


def may_fail(work: Work, document: Document, claiming: Claiming) -> bool:
    """Whether a document is under way to a status in which it fails after its party has decided on its amount."""
    route = work.route(document)
    is_under_way = document.status not in claiming.settled_by | claiming.released_by
    return is_under_way and bool(_failed_in(route, claiming) & route.lifecycle.next.get(document.status, frozenset()))


def may_have_failed(work: Work, document: Document, to: str) -> Iterator[tuple[Claiming, Claim]]:
    """The amounts of a document that an operator finds in a status beyond the one in which it may have failed.

    The bank that the hub has not heard of may have told the party of a failure, which then gives the amount back.
    """
    route = work.route(document)
    for claiming in route.claims:
        if may_fail(work, document, claiming) and to not in claiming.released_by | _failed_in(route, claiming):
            for claim in work.books.claims.held_by(document.id, claiming.key):
                yield claiming, claim


def as_failed(route: Route, claiming: Claiming, claim: Claim, status: str) -> Claim:
    """The claim in a status: if figures may have given it back before the hub heard that its document failed, it is."""
    has_failed = claim.doubted and status in _failed_in(route, claiming)
    return without_figures(claim) if has_failed else claim


def without_figures(claim: Claim) -> Claim:
    """The claim as if its party had given it back: no figures contain it any more."""
    return replace(claim, settled_at=None, doubted=False)


def is_taken_up(work: Work, document: Document, claiming: Claiming) -> bool:
    """Whether its own party has called a document that had failed a success. Its trail must be loaded."""
    failed = _failed_in(work.route(document), claiming)
    moved = (row for row in work.books.trails.past(document.id) if not row.is_observation)
    return any(row.before in failed and row.after in claiming.settled_by for row in moved)


def said_since(work: Work, document: Document, claiming: Claiming) -> list[Transition]:
    """The rows by which a party's decision on an amount counts: if it failed and was decided anew, the newer ones.

    Figures from between the two decisions may have given the amount back.
    """
    rows, failed = work.books.trails.past(document.id), _failed_in(work.route(document), claiming)
    moved = [row for row in rows if not row.is_observation]
    last = max((row.seq for row in moved if _may_have_failed(row, failed)), default=0)
    anew = next((row.seq for row in moved if row.seq > last and row.after in claiming.settled_by), 0)
    return [row for row in rows if row.seq >= anew] if last else rows


def _may_have_failed(row: Transition, failed: frozenset[str]) -> bool:
    """Whether a party may count an amount no more since this row: it failed, or it was found not to have failed."""
    return row.after in failed or FOUND in row.detail


def _failed_in(route: Route, claiming: Claiming) -> frozenset[str]:
    """The statuses in which a document can be made again, although it keeps its amount there."""
    return route.again.sources - claiming.released_by if route.again and claiming.settled_by else frozenset()
