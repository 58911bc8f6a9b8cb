"""Whom documents name."""

from hub.catalogue import Route
from hub.model import Books, Reference

FOREIGN = ""
"""Stands for the id of a document that is somebody else's."""


def refer_named(books: Books, route: Route, document: str) -> None:
    """Fix whom a document names, beside the numbers by which it does."""
    for naming in route.names:
        for other in books.named_by(document, naming.name):
            books.names.refer(Reference(document, naming.name, other.id))
