"""The work of one transaction: its books, and the hub's means."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hub.catalogue import Catalogue, Route
from hub.model import Books, Document
from hub.ports import CardVerifier, Confidentiality, Signer
from hub.xml.times import today_in_shanghai


@dataclass(frozen=True)
class Means:
    """What the hub acts with; the same for all transactions of a process."""

    hub_id: str
    catalogue: Catalogue
    signer: Signer
    cards: CardVerifier | None = None
    """Verifies signatures of cards; None if no card is trusted."""
    confidentiality: Confidentiality | None = None
    """Encrypts for parties and decrypts what they send; None if nothing was agreed with anybody."""


@dataclass(frozen=True)
class Work:
    """What stages and effects work on: one Work for each transaction. Not thread-safe."""

    books: Books
    means: Means

    @property
    def catalogue(self) -> Catalogue:
        return self.means.catalogue

    @cached_property
    def today(self) -> date:
        """The date in Shanghai at the time of the transaction."""
        return today_in_shanghai(self.books.now)

    def route(self, document: Document) -> Route:
        """The route of a document's type."""
        return self.means.catalogue.routes[document.type]
