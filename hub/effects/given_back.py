"""Amounts of documents that failed after their party had decided on them: it counts them still, or gives them back.

Such a document rests where it may be made again, and it may still be paid for. Once figures may have left its amount
out, it is free while the document rests there. It is reserved again as soon as the document goes on, until its party
decides on it anew and newer figures follow.
"""

from hub.catalogue import Claiming, Route
from hub.effects.work import Work
from hub.model import Claim, Document


def is_given_back(route: Route, claiming: Claiming, claim: Claim, status: str) -> bool:
    """Whether the amount of a document that failed is free, because its party does not count it for certain."""
    return claim.amount is not None and claim.settled_at is None and status in _failed_in(route, claiming)


def has_failed_since(work: Work, document: Document, claiming: Claiming) -> bool:
    """Whether a document failed after its party last decided on its amount. Its trail must be loaded."""
    failed = _failed_in(work.route(document), claiming)
    moved = (row.after for row in reversed(work.books.trails.past(document.id)) if not row.is_observation)
    return next((status in failed for status in moved if status in failed | claiming.settled_by), False)


def _failed_in(route: Route, claiming: Claiming) -> frozenset[str]:
    """The statuses in which a document can be made again, although it keeps its amount there."""
    return route.again.sources - claiming.released_by if route.again and claiming.settled_by else frozenset()
