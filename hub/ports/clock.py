"""The clock of the hub and the clock of the store. Tests use a clock of their own."""

from typing import Protocol


class Clock(Protocol):
    """The time. Thread-safe; never blocks."""

    def now(self) -> int:
        """Microseconds since 1970, UTC."""


class StoreClock(Protocol):
    """The times by which a worker checks its own clock. Thread-safe; blocks as long as the store takes to answer."""

    def now(self) -> int | None:
        """The time of the store's machine (microseconds since 1970, UTC); None if the store has no clock."""

    def newest(self) -> int:
        """When a document last changed, by the clock of the worker that changed it; 0 in an empty store."""
