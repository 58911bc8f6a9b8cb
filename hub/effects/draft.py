"""A message that is to be written: what it says, about which document, to whom."""

from dataclasses import dataclass
from functools import cached_property

from hub.catalogue import Leg, Route, Writing
from hub.model import Document, message_id
from hub.model.message import Kind
from hub.model.moments import DAY
from hub.xml.names import header

BELIEVED = 14 * DAY
"""Microseconds for which a message made late still bears the time of what it says: holidays, and a restored store."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be written, about which document, to whom."""

    route: Route
    what: Leg | Writing
    document: Document
    party: str
    kind: Kind = "business"
    said_at: int = 0
    """The sender's own time of what it follows from; 0 where nobody's is known."""

    @cached_property
    def id(self) -> str:
        """Its message's id. Of one document and round, inquiries are told apart by the status that waits."""
        about = self.document.status if self.kind == "inquiry" else ""
        return message_id(self.document, self.kind, self.what.element, self.party, about)

    def header(self, hub_id: str, now: int) -> dict[str, str]:
        """The header of its message, for a hub of this id at this time."""
        at = created_at(self.said_at, now)
        return header(message=self.id, document=self.document.id, sender=hub_id, receiver=self.party, at=at)


def created_at(said_at: int, now: int) -> int:
    """When a message says it was made: at its sender's time, so that making it again makes the same bytes.

    Now, where that time is ahead of the hub's clock or so long past that a party would wonder.
    """
    return said_at if now - BELIEVED <= said_at <= now else now
