"""What tells the time; tests inject one."""

from typing import Protocol


class Clock(Protocol):
    """Time; thread-safe, never blocks."""

    def now(self) -> int:
        """Microseconds since 1970, UTC."""
