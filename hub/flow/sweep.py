"""When to look through the store for what is promised and not under way."""

import time

from hub.model import Outgoing

QUICKEST, SLOWEST = 0.05, 30.0
"""Seconds between two sweeps while something cannot be sent: doubled each time it is in vain."""
CALM = 60.0
"""Seconds without a vain sweep, after which the next one is quick again."""


class Sweep:
    """Goes through a worker's outbox page by page: at first, and again while something in it was sent in vain."""

    def __init__(self) -> None:
        self.after: Outgoing | None = None
        """The last row of the page before; None at the beginning."""
        self._at = 0.0
        self._pause = QUICKEST
        self._vain_at = 0.0

    def is_due(self) -> bool:
        return time.monotonic() >= self._at

    def begin(self) -> None:
        """Look from the beginning, at once."""
        self.after = None
        self._at = 0.0

    def turn(self, after: Outgoing | None) -> None:
        """A page was published: go on after this row, or rest, where there is no more."""
        self.after = after
        self._at = 0.0 if after else float("inf")

    def again(self) -> None:
        """Something was sent in vain: look again, later than the last time."""
        now = time.monotonic()
        self._pause = QUICKEST if now - self._vain_at > CALM else min(self._pause * 2, SLOWEST)
        self._vain_at = now
        self._at = min(self._at, now + self._pause)
