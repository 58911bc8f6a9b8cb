"""A party's message with what the books know of it."""

from dataclasses import dataclass

from hub.catalogue import Route
from hub.model import Document, Message
from hub.reading.open_message import Opened


@dataclass(frozen=True)
class Answered:
    """A receipt, and what it answers."""

    opened: Opened
    original: Message
    """The hub's message that is answered."""
    document: Document
    """The document of that message."""
    route: Route


@dataclass(frozen=True)
class Announced:
    """A notice, and the route of the document that it announces."""

    opened: Opened
    route: Route
