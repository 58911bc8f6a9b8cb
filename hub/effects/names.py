"""References between documents."""

from hub.catalogue import Route
from hub.model import Books, Reference

FOREIGN = ""
"""Stands for the id of a document that belongs to another enterprise."""


def refer_named(books: Books, route: Route, document: str) -> None:
    """Record which documents a document refers to, so that the references never change."""
    for naming in route.names:
        for other in books.named_by(document, naming.name):
            books.names.refer(Reference(document, naming.name, other.id))
