"""The facts that rules may use about documents that a document refers to."""

from decimal import Decimal

from hub.catalogue import NamedDocument, Route
from hub.model import Books, Document


def known_by(books: Books, route: Route, subject: str) -> dict[str, list[NamedDocument]]:
    """What is known of the documents that `subject` refers to, by the route's names for them."""
    return {
        naming.name: [
            NamedDocument(
                document=d,
                form=books.trails.form(d.id),
                returned=books.trails.returned(d.id),
                held=_held(books, route, naming.name, d),
            )
            for d in books.named_by(subject, naming.name)
        ]
        for naming in route.names
    }


def _held(books: Books, route: Route, name: str, named: Document) -> Decimal:
    """The amounts that open claims hold out of a named document."""
    resources = {
        f"{route.resource_key(c.resource, named.enterprise, named.party)}:{named.id}"
        for c in route.claims
        if c.each == name
    }
    amounts = (claim.amount for resource in resources for claim in books.claims.open_claims(resource))
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
