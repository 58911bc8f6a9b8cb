"""The account that a message's figures belong to: one enterprise with one party."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hub.catalogue import Catalogue, Figures, Route
from hub.effects.work import Work
from hub.model import Document
from hub.reading.open_message import Opened
from hub.xml.build import text_at


def used(work: Work, resource: Sequence[str], figures: Mapping[str, Any]) -> Decimal:
    """How much its party counts of a resource by these figures (`contain:`); nothing where no route says so.

    `resource` are the parts of the resource's key.
    """
    return Decimal(figures.get(work.catalogue.counting.get(tuple(resource), ""), "0"))


@dataclass(frozen=True)
class Account:
    """An enterprise's account with a party, for the figures of a route."""

    route: Route
    figures: Figures
    enterprise: str
    party: str

    @property
    def key(self) -> str:
        return self.route.resource_key(self.figures.resource, self.enterprise, self.party)

    def used(self, work: Work, values: Mapping[str, Any]) -> Decimal:
        """How much the party counts by these figures; nothing where no route says which figure that is."""
        return used(work, self.figures.resource, values)

    @property
    def told_to(self) -> str:
        """Type of the documents on which the end and the doubt of the figures are reported; empty if there is none."""
        return self.figures.ends.document if self.figures.ends else ""


def account_of(work: Work, opened: Opened) -> Account | None:
    """The account whose figures a notice or a receipt brings; None for a message without figures."""
    notice = work.catalogue.notice(opened.element)
    if notice is not None and notice.figures is not None:
        return Account(notice, notice.figures, text_at(opened.root, "Enterprise/Uscc") or "", opened.party)
    original = work.books.post.sent(opened.answers)
    document = work.books.trails.find(original.document) if original else None
    if document is None or opened.is_technical or opened.is_transport:
        return None
    return account_for(work.catalogue, document)


def account_for(catalogue: Catalogue, document: Document) -> Account | None:
    """The account whose figures a document brought or may bring; None if its route has no figures."""
    route = catalogue.routes[document.type]
    return Account(route, route.figures, document.enterprise, document.party) if route.figures else None
