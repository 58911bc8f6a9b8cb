"""Read the documents that hold what others ask for, so that a refusal can name them."""

from collections.abc import Iterable

from hub.catalogue import Route
from hub.model import Books
from hub.ports import Unit


def load_holders(unit: Unit, books: Books, routes: Iterable[Route]) -> None:
    """Read the documents that hold rights of the kinds that these routes claim on each document that they name.

    The claims must be loaded. The holders are not locked: their record numbers never change.
    """
    keys = {one.key for route in routes for one in route.claims if one.each and one.exclusive}
    unknown = sorted(id_ for id_ in books.claims.holders(keys) if not books.trails.holds(id_)) if keys else []
    if unknown:
        books.trails.load(unit.documents(unknown))
