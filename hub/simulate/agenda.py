"""Actions for later, in the order of their times."""

import heapq
import time
from collections.abc import Callable
from itertools import count


class Agenda:
    """Actions by time. Of two actions at the same time, the one entered first runs first."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()

    def __len__(self) -> int:
        return len(self._heap)

    def enter(self, due: float, thing: Callable[[], None]) -> None:
        """Run the action at `due`, in seconds of the monotonic clock."""
        heapq.heappush(self._heap, (due, next(self._order), thing))

    def seconds_to_next(self, most: float) -> float:
        """Seconds until the next action is due, at most `most`."""
        return max(0.0, min(most, self._heap[0][0] - time.monotonic())) if self._heap else most

    def do_due(self) -> None:
        """Run every action that is due now."""
        now = time.monotonic()
        while self._heap and self._heap[0][0] <= now:
            heapq.heappop(self._heap)[2]()
