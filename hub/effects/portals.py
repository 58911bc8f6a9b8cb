"""Who hears of a document."""

from collections.abc import Sequence

from hub.catalogue import Route
from hub.model import Books, Document


def portals_of(books: Books, route: Route, document: Document) -> Sequence[str]:
    """The document's portal; of what no portal submitted, those that speak for its enterprise.

    An enterprise that none ever named: the type's home portal.
    """
    if document.portal:
        return [document.portal]
    return books.names.listeners(document.enterprise) or ([route.home] if route.home else [])
