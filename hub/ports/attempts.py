"""Delivery attempts: how often a redelivered delivery was tried, so that one that kills workers is found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often a redelivered delivery was tried while its worker died before it was recorded."""

    together: int = 0
    """With others: any of them may have been the cause."""
    alone: int = 0
    """With no other delivery in the worker's hands."""

    def begun(self, *, alone: bool) -> "Attempts":
        """The same, plus the attempt that begins now."""
        return Attempts(self.together, self.alone + 1) if alone else Attempts(self.together + 1, self.alone)


class DeliveryAttempts(Protocol):
    """Keeps the attempts of deliveries, by their quarantine ids. Thread-safe; each call commits at once."""

    def counts(self, deliveries: Collection[str]) -> dict[str, Attempts]:
        """The attempts of these deliveries; a delivery without attempts is left out."""

    def record(self, begun: Mapping[str, Attempts], worker: str, at: int) -> None:
        """Replace the attempts of these deliveries; this worker is about to try them. Idempotent.

        `at`: microseconds since 1970, UTC. Committed before the call returns, so that it survives the worker's death.
        """

    def forget(self, deliveries: Collection[str]) -> None:
        """Delete the attempts of deliveries that were recorded. Idempotent."""

    def has_unfinished(self, worker: str, since: int) -> bool:
        """Whether an attempt that this worker began at that time or later was not forgotten.

        If the worker is dead, it died in that attempt.
        """
