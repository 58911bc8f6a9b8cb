"""Decide when to read the outbox in the store for rows that are not under way."""

import time
from collections.abc import Callable

from hub.model import Outgoing

SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.05, 30.0
"""Shortest and longest pause in seconds between two polls while something cannot be sent. It doubles every time."""
CALM_AFTER_S = 60.0
"""Seconds without a failed sending after which the pause is the shortest again."""
NEVER = float("inf")


class OutboxPoller:
    """Reads a worker's outbox page by page: at the start, and again while a row could not be sent."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self.after: Outgoing | None = None
        """The last row of the page before; None at the beginning."""
        self.closed: set[str] = set()
        """Destinations that took nothing during this poll. Their other rows wait for the next poll."""
        self._is_running = True
        self._next = NEVER
        """Monotonic time at which the next poll begins by itself."""
        self._pause = SHORTEST_PAUSE_S
        self._vain_at = 0.0

    def is_due(self) -> bool:
        """Whether a page is to be read. A poll that never comes to its end begins anew when it is time."""
        if self._monotonic() >= self._next:
            self.begin_anew()
        return self._is_running

    def begin(self) -> None:
        """Poll from the beginning, at once."""
        self.after = None
        self._is_running = True

    def begin_anew(self) -> None:
        """Poll from the beginning, at once; also what took nothing until now."""
        self.begin()
        self.closed.clear()
        self._next = NEVER

    def turn(self, after: Outgoing | None) -> None:
        """Note that a page was published. Continue after this row, or rest if None."""
        self.after = after
        self._is_running = after is not None
        if after is None:
            self.closed.clear()

    def again(self, destination: str) -> None:
        """Note that something could not be sent to a destination; poll again after a longer pause."""
        now = self._monotonic()
        if now > self._vain_at + self._pause:  # failures at nearly the same time count once
            self._pause = (
                SHORTEST_PAUSE_S if now - self._vain_at > CALM_AFTER_S else min(self._pause * 2, LONGEST_PAUSE_S)
            )
            self._vain_at = now
        if self._is_running:
            self.closed.add(destination)
        self._next = min(self._next, now + self._pause)
