"""Workers tell each other that they live, and take over what dead ones had promised."""

import time
from collections.abc import Callable, Mapping

from hub.ports import Clock, Heartbeats, Outbox
from hub.text.log import Log

HEARTBEAT_INTERVAL_S = 5.0
"""Seconds between two heartbeats."""
DEAD_AFTER_S = 30.0
"""Seconds of the observer's own clock after which a worker whose heartbeat has not moved counts as dead."""
OPERATOR = "operator"
"""Who owns what an operator's verb promises: nobody with a heartbeat, so that a living worker adopts it at its next
heartbeat."""
log = Log()


class Heartbeat:
    """One worker's heartbeat in the store, and its view of the others'. Not thread-safe.

    A heartbeat is a counter, so that no machine's time of day matters: who watches counts seconds on its own monotonic
    clock (docs/decisions/0011).
    """

    def __init__(
        self,
        heartbeats: Heartbeats,
        outbox: Outbox,
        worker: str,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._heartbeats = heartbeats
        self._outbox = outbox
        self._worker = worker
        self._clock = clock
        self._monotonic = monotonic
        self._at = float("-inf")
        self._moved: dict[str, tuple[int, float]] = {}
        """Each worker's counter, and when it was first seen to stand there."""

    def is_due(self) -> bool:
        return self._monotonic() - self._at >= HEARTBEAT_INTERVAL_S

    def is_late(self) -> bool:
        """Whether others may think this worker dead: what it promised may be theirs by now."""
        return self._monotonic() - self._at > DEAD_AFTER_S / 2

    def beat(self) -> int:
        """Send one heartbeat; return how many promises of dead workers and operators are ours now.

        Raises Deferred when the store is gone.
        """
        slept = self.is_late()
        heartbeats = self._heartbeats.record(self._worker, self._clock.now())
        self._at = now = self._monotonic()
        self._look(heartbeats, now, anew=slept)
        dead = sorted(other for other, (_, at) in self._moved.items() if now - at > DEAD_AFTER_S or other == OPERATOR)
        adopted = self._outbox.reassign(dead, self._worker) if dead else 0
        if adopted and dead != [OPERATOR]:
            log.warning("adopted", workers=dead, promises=adopted)
        return adopted

    def _look(self, heartbeats: Mapping[str, int], now: float, *, anew: bool) -> None:
        """Note whose counter moved; who has slept itself gives everybody else the whole time again."""
        seen = {} if anew else self._moved
        others = {other: beat for other, beat in heartbeats.items() if other != self._worker}
        self._moved = {
            other: seen[other] if other in seen and seen[other][0] == beat else (beat, now)
            for other, beat in others.items()
        }

    def stop(self) -> None:
        """Say that this worker has ended; what it still promised is for others, or for its next life."""
        self._heartbeats.remove(self._worker)
