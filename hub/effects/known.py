"""The facts that rules may use about documents that a document refers to."""

from hub.catalogue import NamedDocument, Route
from hub.model import Books


def known_by(books: Books, route: Route, subject: str) -> dict[str, list[NamedDocument]]:
    """What is known of the documents that `subject` refers to, by the route's names for them."""
    return {
        naming.name: [
            NamedDocument(document=d, form=books.trails.form(d.id), returned=books.trails.returned(d.id))
            for d in books.named_by(subject, naming.name)
        ]
        for naming in route.names
    }
