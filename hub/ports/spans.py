"""Spans of traces (OpenTelemetry) in neutral terms, and whoever takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Something that took from one time to another. The same facts give the same span."""

    trace: str
    """Id of the trace, 32 hex digits."""
    id: str
    """16 hex digits."""
    parent: str
    """Id of the span that it belongs to."""
    name: str
    """Has few values, and never an id."""
    kind: Literal["consumer", "producer"]
    begin: int
    """Microseconds since 1970, UTC; `end` likewise."""
    end: int
    is_error: bool = False
    attributes: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a collector said to some spans."""

    kind: Literal["taken", "too many", "refused", "later"]
    """`too many`: fewer at a time may be taken. `refused`: never these. `later`: it takes none at present."""
    reason: str = ""
    """For the log."""


class SpanExporter(Protocol):
    """Sends spans to a collector."""

    def send(self, spans: Sequence[Span]) -> Answer:
        """Send them in one request. Blocks for seconds at most. Raises nothing that a collector can cause."""

    def close(self) -> None:
        """Give connections up."""
