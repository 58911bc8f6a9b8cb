"""What `hub traces` tells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TracesView:
    """Spans are sent from now on."""

    to: str
    """The collector's address."""
