"""What a page is, and what it may answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.bootstrap.reader import Reader
from hub.text.bilingual import Bilingual
from hub.window.asked import Asked


@dataclass(frozen=True, slots=True)
class Painted:
    """A template with its values."""

    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """Another place of the window that answers this."""

    to: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes as they are; with a `name`, to be saved as a file and not shown."""

    body: bytes
    media_type: str
    name: str = ""


Answer = Painted | Moved | Sent


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the window."""

    name: str
    """The last part of its URL; empty for the first page."""
    title: Bilingual
    show: Callable[[Asked, Reader], Answer]
    """Raises as whatever it reads does: the answer is then a page that says the error."""
    is_listed: bool = True
    """Whether it stands in the navigation."""
