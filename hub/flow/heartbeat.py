"""Workers see by heartbeats that other workers live, and take over the outbox rows of dead workers."""

import time
from collections.abc import Callable, Mapping

from hub.model.tally import Tallies
from hub.ports import Clock, Heartbeats, Outbox
from hub.text.log import Log

HEARTBEAT_INTERVAL_S = 5.0
"""Seconds between two heartbeats."""
DEAD_AFTER_S = 30.0
"""Seconds without a new heartbeat after which a worker counts as dead, by the observer's own monotonic clock."""
OPERATOR = "operator"
"""Owner of outbox rows that an operator's command writes.

It has no heartbeat, so a living worker takes its rows over at the worker's next heartbeat.
"""
log = Log()


class Heartbeat:
    """One worker's heartbeat in the store, and its view of the other workers. Not thread-safe.

    A heartbeat is a counter, so the machines' times of day do not matter: each observer counts seconds on its own
    monotonic clock (docs/decisions/0011).
    """

    def __init__(
        self,
        heartbeats: Heartbeats,
        outbox: Outbox,
        worker: str,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        durations: Tallies | None = None,
    ) -> None:
        """`durations`: what the worker counts in memory between two heartbeats."""
        self._heartbeats = heartbeats
        self._outbox = outbox
        self._worker = worker
        self._clock = clock
        self._monotonic = monotonic
        self._durations = durations or Tallies()
        self._at = float("-inf")
        self._moved: dict[str, tuple[int, float]] = {}
        """Each other worker's counter, and the monotonic time at which this value was first seen."""

    def is_due(self) -> bool:
        return self._monotonic() - self._at >= HEARTBEAT_INTERVAL_S

    def is_late(self) -> bool:
        """Whether other workers may count this worker as dead, so that its outbox rows may belong to them by now."""
        return self._monotonic() - self._at > DEAD_AFTER_S / 2

    def beat(self) -> int:
        """Record one heartbeat; return how many outbox rows of dead workers and operators were taken over.

        Raises Deferred when the store is unavailable.
        """
        slept = self.is_late()
        heartbeats = self._heartbeats.record(self._worker, self._clock.now(), self._durations.counted)
        self._durations.clear()
        self._at = now = self._monotonic()
        self._look(heartbeats, now, anew=slept)
        dead = sorted(other for other, (_, at) in self._moved.items() if now - at > DEAD_AFTER_S or other == OPERATOR)
        adopted = self._outbox.reassign(dead, self._worker) if dead else 0
        if adopted and dead != [OPERATOR]:
            log.warning("adopted", workers=dead, promises=adopted)
        return adopted

    def _look(self, heartbeats: Mapping[str, int], now: float, *, anew: bool) -> None:
        """Note which counters changed. After a long pause of this worker, all others get the full time again."""
        seen = {} if anew else self._moved
        others = {other: beat for other, beat in heartbeats.items() if other != self._worker}
        self._moved = {
            other: seen[other] if other in seen and seen[other][0] == beat else (beat, now)
            for other, beat in others.items()
        }

    def stop(self) -> None:
        """Record that this worker has ended. Its open outbox rows are for other workers, or for its next start."""
        self._heartbeats.record(self._worker, self._clock.now(), self._durations.counted)
        self._durations.clear()
        self._heartbeats.remove(self._worker)
