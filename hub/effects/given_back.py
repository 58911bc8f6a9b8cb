"""Amounts of documents that failed after their party had decided on them: it counts them still, or gives them back.

Such a document rests where it may be made again, and it may still be paid for. Once figures may have left its amount
out, it is free while the document rests there. It is reserved again as soon as the document goes on, until its party
decides on it anew and newer figures follow.
"""

from dataclasses import replace

from hub.catalogue import Claiming, Route
from hub.effects.work import Work
from hub.model import Claim, Document, Transition


def is_given_back(route: Route, claiming: Claiming, claim: Claim, status: str) -> bool:
    """Whether the amount of a document that failed is free, because its party does not count it for certain."""
    return claim.amount is not None and claim.settled_at is None and status in _failed_in(route, claiming)


def has_failed_since(work: Work, document: Document, claiming: Claiming) -> bool:
    """Whether a document failed after its party last decided on its amount. Its trail must be loaded."""
    failed = _failed_in(work.route(document), claiming)
    moved = (row.after for row in reversed(work.books.trails.past(document.id)) if not row.is_observation)
    return next((status in failed for status in moved if status in failed | claiming.settled_by), False)


def may_fail(work: Work, document: Document, claiming: Claiming) -> bool:
    """Whether a document is under way to a status in which it fails after its party has decided on its amount."""
    route = work.route(document)
    is_under_way = document.status not in claiming.settled_by | claiming.released_by
    return is_under_way and bool(_failed_in(route, claiming) & route.lifecycle.next.get(document.status, frozenset()))


def as_failed(route: Route, claiming: Claiming, claim: Claim, status: str) -> Claim:
    """The claim in a status: if figures may have given it back before the hub heard that its document failed, it is."""
    has_failed = claim.doubted and status in _failed_in(route, claiming)
    return replace(claim, settled_at=None, doubted=False) if has_failed else claim


def said_since(work: Work, document: Document, claiming: Claiming) -> list[Transition]:
    """The rows by which a party's decision on an amount counts: if it failed and was decided anew, the newer ones.

    Figures from between the two decisions may have given the amount back.
    """
    rows, failed = work.books.trails.past(document.id), _failed_in(work.route(document), claiming)
    moved = [row for row in rows if not row.is_observation]
    last = max((row.seq for row in moved if row.after in failed), default=0)
    anew = next((row.seq for row in moved if row.seq > last and row.after in claiming.settled_by), 0)
    return [row for row in rows if row.seq >= anew] if last else rows


def _failed_in(route: Route, claiming: Claiming) -> frozenset[str]:
    """The statuses in which a document can be made again, although it keeps its amount there."""
    return route.again.sources - claiming.released_by if route.again and claiming.settled_by else frozenset()
