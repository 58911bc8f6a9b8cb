"""What workers look at again after some time."""

from typing import Protocol

from hub.model import Parked, Timer


class Schedule(Protocol):
    """Lists what waits for the clock. Thread-safe; waits for no writer."""

    def timers(self, now: int, limit: int) -> list[Timer]:
        """Timers that are due at `now` (microseconds since 1970, UTC), oldest first."""

    def early_notices(self, limit: int, after: Parked | None = None) -> list[Parked]:
        """Parked notices, which answer no message of ours, oldest first; with `after`, those behind that row."""
