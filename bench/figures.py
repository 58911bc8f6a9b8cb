"""What the loops of a run have shown."""

from dataclasses import dataclass, field

from half_load import Latency
from trial import Phase


@dataclass
class Figures:
    """All phases of all rounds, by loop."""

    forward: dict[str, list[Phase]] = field(default_factory=dict)
    back: dict[str, list[Phase]] = field(default_factory=dict)
    latency: Latency | None = None
