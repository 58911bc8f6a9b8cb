"""What a party said, as it grows on its way through a transaction."""

from dataclasses import dataclass

from hub.catalogue import Route
from hub.model import Document, Message
from hub.reading.open_message import Opened


@dataclass(frozen=True)
class Answered:
    """A receipt, and what it answers."""

    opened: Opened
    original: Message
    """Our message."""
    document: Document
    """What that message was about."""
    route: Route


@dataclass(frozen=True)
class Announced:
    """A notice, and the route of what it announces."""

    opened: Opened
    route: Route
