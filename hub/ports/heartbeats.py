"""Heartbeats of workers."""

from typing import Protocol

from hub.model.tally import Counted


class Heartbeats(Protocol):
    """Tells workers which others are alive. Thread-safe; each call commits at once."""

    def record(self, worker: str, at: int, counted: Counted | None = None) -> dict[str, int]:
        """Increase this worker's counter by one; return the counters of all workers.

        `at`: microseconds since 1970, UTC, by the worker's clock; only for operators to read. `counted`: durations,
        which are added to the worker's tally. An owner of outbox rows or of messages to sign who has no heartbeat has
        the counter 0. Not idempotent: if the answer is lost and the call is repeated, there is one heartbeat more, and
        durations are counted twice, which does no harm.
        """

    def remove(self, worker: str) -> None:
        """Delete the counter of a worker that has ended. Idempotent."""
