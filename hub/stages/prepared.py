"""A submission with the results of the stages that need no store."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from hub.catalogue import Route
from hub.effects.draft import Draft
from hub.model import REFUSED, Document, Fault, Submission
from hub.model.moments import moment
from hub.ports import Delivery
from hub.xml.times import from_wire


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A submission that could be read, and what the stages have found so far."""

    delivery: Delivery
    submission: Submission
    new_id: str
    """The id of the document that it asks for."""
    at: int
    """When it is prepared; microseconds since 1970, UTC."""
    faults: Sequence[Fault] = ()
    """What is wrong with it. A submission with faults will be refused."""
    route: Route | None = None
    """None if its type or its portal is unknown, or if portals may not submit the type."""
    draft: Draft | None = None
    """Its message; None without a route."""
    root: etree._Element | None = None
    """The unsigned message; not valid if there are faults."""

    @property
    def document(self) -> Document:
        """The document that it asks for, before its first transition."""
        return self.draft.document if self.draft is not None else self.made()

    def made(self) -> Document:
        """The same document, made of the fields of the submission."""
        submission = self.submission
        return Document(
            id=self.new_id,
            type=submission.type,
            sender=submission.portal,
            sender_ref=submission.id,
            content=submission.content,
            payload=submission.payload,
            portal=submission.portal,
            party=submission.party,
            enterprise=submission.enterprise.uscc,
            enterprise_name=submission.enterprise.name,
            status=self.route.lifecycle.first if self.route else REFUSED,
            created_at=self.at,
            updated_at=self.at,
            vouched_by=submission.vouched_by,
            submitted_at=_submitted_at(submission),
        )


def _submitted_at(submission: Submission) -> int | None:
    """申请时间, the time that the portal states; None if it is not a time, or cannot be written as a date in UTC."""
    text = submission.form.get("submitted_at")
    try:
        at = from_wire(text.strip()) if isinstance(text, str) else None
        moment(at or 0)
    except (ValueError, OverflowError):
        return None
    return at
