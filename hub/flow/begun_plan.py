"""A replay plan of which a part is done: what is told of it, without its entries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How many entries of a plan are done."""

    done: int
    total: int
    """Entries that are to be sent."""

    @property
    def is_half(self) -> bool:
        """Whether it was begun and has not come to its end."""
        return 0 < self.done < self.total


@dataclass(frozen=True, slots=True)
class BegunPlan:
    """A plan of which a part is done."""

    plan: str
    since: int
    """When it was begun, or proposed to a second operator; microseconds since 1970, UTC."""
    by: str
    """The operator who began it."""
    progress: Progress
    command: str
    """Goes on with it."""
