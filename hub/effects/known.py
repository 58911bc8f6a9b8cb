"""The facts that rules may use about documents that a document refers to."""

from decimal import Decimal

from hub.catalogue import NamedDocument, Route
from hub.effects.current import keys_on
from hub.effects.work import Work
from hub.model import Document


def known_by(work: Work, route: Route, subject: str) -> dict[str, list[NamedDocument]]:
    """What is known of the documents that `subject` refers to, by the route's names for them."""
    books = work.books
    return {
        naming.name: [
            NamedDocument(
                document=d,
                form=books.trails.form(d.id),
                returned=books.trails.returned(d.id),
                held=_held(work, route, naming.name, d),
            )
            for d in books.named_by(subject, naming.name)
        ]
        for naming in route.names
    }


def _held(work: Work, route: Route, name: str, named: Document) -> Decimal:
    """The amounts that open claims hold out of a named document."""
    on = {route.resource_key(c.resource, named.enterprise, named.party) for c in route.claims if c.each == name}
    keys = {key for resource in on for key in keys_on(work, resource, named)}
    amounts = (claim.amount for key in keys for claim in work.books.claims.open_claims(key))
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
