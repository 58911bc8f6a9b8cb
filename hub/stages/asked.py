"""A well-formed submission, as it grows on its way through a transaction."""

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from hub.catalogue import Route, lookup
from hub.effects.draft import Draft
from hub.model import Document, Submission
from hub.stages.prepared import Prepared
from hub.xml.decimals import read_decimal, written


@dataclass(frozen=True)
class Asked:
    """A well-formed submission, the document that it asks for, and its message."""

    submission: Submission
    draft: Draft
    root: etree._Element
    """The message, unsigned."""
    earlier: Document | None = None
    """What it is made again of; None where it names none, or none that it may name."""

    @classmethod
    def by(cls, prepared: Prepared) -> "Asked | None":
        """What a submission asks for; None for one that is refused already."""
        if prepared.faults or prepared.draft is None or prepared.root is None:
            return None
        return cls(prepared.submission, prepared.draft, prepared.root)

    @property
    def route(self) -> Route:
        return self.draft.route

    @property
    def document(self) -> Document:
        """As it will be before its first transition."""
        return self.draft.document

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
