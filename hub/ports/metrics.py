"""Metrics in neutral terms, for whatever format shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from hub.text.bilingual import Bilingual

Kind = Literal["counter", "gauge", "histogram", "info"]


@dataclass(frozen=True, slots=True)
class Buckets:
    """One histogram."""

    counts: Sequence[tuple[float, int]]
    """Upper bounds in seconds, the last one infinite, and how many durations each bucket alone has."""
    total: float
    """The sum of the durations in seconds."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric's name without the ending that its kind gives it, and its present values by the values of its labels."""

    name: str
    kind: Kind
    help: Bilingual
    labels: Sequence[str] = ()
    values: Sequence[tuple[tuple[str, ...], float | Buckets]] = field(default=())

    @property
    def series(self) -> tuple[str, ...]:
        """The names under which its values are stored."""
        endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "info": ("_info",)}
        return tuple(f"{self.name}{ending}" for ending in endings.get(self.kind, ("",)))
