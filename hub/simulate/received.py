"""A message of the hub that a simulated party has verified."""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from hub.simulate.elements import element_at, local_name, text_at

CARRIER: Final = "Carrier"
"""Root of a message with the party's own form in its Body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A verified message of the hub."""

    party: str
    """The receiving party."""
    root: etree._Element
    """The message, without its envelope if it had one."""
    id: str
    sender: str
    digest: str
    """Hex SHA-256 that its answers echo: of the received bytes, with the envelope if there was one; where the message
    was encrypted, of the signed message alone."""
    at: float
    """Monotonic seconds."""
    head: etree._Element | None = None
    """The head of its envelope."""

    @property
    def form(self) -> etree._Element:
        """The content: the form inside a carrier, otherwise the message itself."""
        body = element_at(self.root, "Body") if local_name(self.root) == CARRIER else None
        return body[0] if body is not None and len(body) else self.root

    def text_at(self, path: str) -> str | None:
        """The text of the first element at a path below the content, or (for Header/…) below the message."""
        found = text_at(self.form, path)
        return text_at(self.root, path) if found is None else found
