"""A message that is to be written: its content, its document and its receiver."""

from dataclasses import dataclass
from functools import cached_property

from hub.catalogue import Leg, Route, Writing
from hub.model import Document, message_id
from hub.model.message import Kind
from hub.model.moments import DAY
from hub.xml.names import header

BELIEVED = 14 * DAY
"""Microseconds for which a message that is made late still bears its sender's time.

It covers holidays and a store that was restored.
"""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message that is to be written: its content, its document and its receiver."""

    route: Route
    what: Leg | Writing
    document: Document
    party: str
    kind: Kind = "business"
    said_at: int = 0
    """The sender's own time of the message that this one follows from; 0 if unknown."""

    @cached_property
    def id(self) -> str:
        """The message's id. Inquiries about one document and round differ by the status that waits."""
        about = self.document.status if self.kind == "inquiry" else ""
        return message_id(self.document, self.kind, self.what.element, self.party, about)

    def header(self, hub_id: str, now: int) -> dict[str, str]:
        """The header of the message; `now` in microseconds since 1970, UTC."""
        at = created_at(self.said_at, now)
        return header(message=self.id, document=self.document.id, sender=hub_id, receiver=self.party, at=at)


def created_at(said_at: int, now: int) -> int:
    """The creation time of a message: its sender's time, so that making the message again gives the same bytes.

    `now` is used if that time is ahead of the hub's clock, or so old that a party would doubt it (BELIEVED).
    """
    return said_at if now - BELIEVED <= said_at <= now else now
