"""When to look through the store for what is promised and not under way."""

import time
from collections.abc import Callable

from hub.model import Outgoing

SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 30.0
"""Seconds between two polls while something cannot be sent: doubled each time it is in vain."""
CALM_AFTER_S = 60.0
"""Seconds without a vain poll, after which the next one is quick again."""
NEVER = float("inf")


class OutboxPoller:
    """Goes through a worker's outbox page by page: at first, and again while something in it was sent in vain."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self.after: Outgoing | None = None
        """The last row of the page before; None at the beginning."""
        self.closed: set[str] = set()
        """Destinations that took nothing in this poll: the rest of what they are sent waits for the next one."""
        self._is_running = True
        self._next = NEVER
        """When the next sweep begins by itself."""
        self._pause = SHORTEST_PAUSE_S
        self._vain_at = 0.0

    def is_due(self) -> bool:
        return self._is_running or self._monotonic() >= self._next

    def begin(self) -> None:
        """Look from the beginning, at once."""
        self.after = None
        self._is_running = True

    def turn(self, after: Outgoing | None) -> None:
        """A page was published: go on after this row, or rest, where there is no more."""
        if not self._is_running:
            self._next = NEVER  # this one began by itself
        self.after = after
        self._is_running = after is not None
        if after is None:
            self.closed.clear()

    def again(self, destination: str) -> None:
        """Something was sent there in vain: look again, later than the last time."""
        now = self._monotonic()
        if now > self._vain_at + self._pause:  # not told of in the same breath
            self._pause = (
                SHORTEST_PAUSE_S if now - self._vain_at > CALM_AFTER_S else min(self._pause * 2, LONGEST_PAUSE_S)
            )
            self._vain_at = now
        if self._is_running:
            self.closed.add(destination)
        self._next = min(self._next, now + self._pause)
