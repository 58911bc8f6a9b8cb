"""What `hub window` says when it begins."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowView:
    """The window is open."""

    url: str
    """Where it is."""
