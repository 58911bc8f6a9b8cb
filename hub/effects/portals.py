"""The portals that get events of a document."""

from collections.abc import Sequence

from hub.catalogue import Route
from hub.model import Books, Document


def portals_of(books: Books, route: Route, document: Document) -> Sequence[str]:
    """The document's own portal; if no portal submitted it, the portals that speak for its enterprise.

    If no portal speaks for the enterprise, the home portal of the type.
    """
    if document.portal:
        return [document.portal]
    return books.names.listeners(document.enterprise) or ([route.home] if route.home else [])
