"""A submission with what it asks for, as it grows on its way through a transaction."""

from dataclasses import dataclass
from decimal import Decimal

from hub.catalogue import Route, lookup
from hub.model import Document, Submission
from hub.xml.decimals import read_decimal, written


@dataclass(frozen=True)
class Asked:
    """A well-formed submission, and the document that it asks for."""

    submission: Submission
    route: Route
    document: Document
    """As it will be before its first transition."""
    earlier: Document | None = None
    """What it is made again of; None where it names none, or none that it may name."""

    @property
    def uscc(self) -> str:
        return self.submission.enterprise.uscc

    @property
    def party(self) -> str:
        return self.submission.party

    def resource_key(self, resource: tuple[str, ...]) -> str:
        """The key of a resource of its route, for its enterprise and party."""
        return self.route.resource_key(resource, self.uscc, self.party)

    def amount(self, path: str) -> Decimal:
        """An amount in yuan that the mapping has found well-formed, as it leaves in messages."""
        return Decimal(written(read_decimal(lookup(self.submission.form, path)) or Decimal(0)))
