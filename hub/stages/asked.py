"""A valid submission with what the books know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from hub.catalogue import Route, lookup
from hub.effects.draft import Draft
from hub.model import Document, Submission
from hub.stages.prepared import Prepared
from hub.xml.decimals import read_decimal, written


@dataclass(frozen=True)
class Asked:
    """A valid submission, the document that it asks for, and its message."""

    submission: Submission
    draft: Draft
    root: etree._Element
    """The message, unsigned."""
    earlier: Document | None = None
    """The predecessor; None if the submission names none, or names one that it may not name."""

    @classmethod
    def by(cls, prepared: Prepared) -> "Asked | None":
        """What a submission asks for; None if the submission has faults."""
        if prepared.faults or prepared.draft is None or prepared.root is None:
            return None
        return cls(prepared.submission, prepared.draft, prepared.root)

    @property
    def route(self) -> Route:
        return self.draft.route

    @property
    def document(self) -> Document:
        """The document before its first transition."""
        return self.draft.document

    @property
    def uscc(self) -> str:
        return self.submission.enterprise.uscc

    @property
    def party(self) -> str:
        return self.submission.party

    def resource_key(self, resource: tuple[str, ...]) -> str:
        """The key of a resource of the route, for the submission's enterprise and party."""
        submission = self.submission
        values = {"enterprise": self.uscc, "party": self.party, "portal": submission.portal}
        return self.route.submitted_key(resource, values, submission.form)

    def texts(self, path: str) -> list[tuple[str, str]]:
        """The text in a field, or each text in a list, with the field's own path; empty where there is none."""
        return texts_at(self.submission.form, path)

    def amount(self, path: str) -> Decimal:
        """An amount in yuan as messages state it. The mapping has checked its form."""
        return amount_at(self.submission.form, path)


def texts_at(form: Mapping[str, Any], path: str) -> list[tuple[str, str]]:
    """The text in a field of a form, or each text in a list, with the field's own path; empty where there is none."""
    found = lookup(form, path)
    items = [(one, f"{path}[{number}]") for number, one in enumerate(found)] if isinstance(found, list) else []
    return [(one.strip(), field) for one, field in items or [(found, path)] if isinstance(one, str)]


def amount_at(form: Mapping[str, Any], path: str) -> Decimal:
    """An amount in yuan in a form, as messages state it."""
    return Decimal(written(read_decimal(lookup(form, path)) or Decimal(0)))
