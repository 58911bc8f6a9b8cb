"""Timers and early notices, which workers check from time to time."""

from typing import Protocol

from hub.model import Parked, Timer


class Schedule(Protocol):
    """Lists timers and early notices. Thread-safe; does not wait for writers."""

    def timers(self, now: int, limit: int) -> list[Timer]:
        """Timers that are due at `now` (microseconds since 1970, UTC), oldest first."""

    def early_notices(self, limit: int, after: Parked | None = None) -> list[Parked]:
        """Parked messages that answer no message of the hub, oldest first; with `after`, those behind that row."""
