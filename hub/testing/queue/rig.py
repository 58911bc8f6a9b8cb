"""What the queue's suite needs of an adapter: the owners' side, and workers beside the test's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.ports import Queue
from hub.testing.elsewhere import Program, Running

EVENING = 1_767_287_700_000_000
"""2026-01-01 17:15 UTC, which is the next day in Shanghai."""


class StandingClock:
    """A clock that does not move."""

    def now(self) -> int:
        return EVENING


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFeatures:
    """The differences that adapters may have. Everything else is the same for all."""

    holds_ahead: bool
    """A worker holds deliveries that were not taken yet; if it dies, they are redelivered too."""
    forgets_at_once: bool
    """Acknowledged deliveries are gone when `acknowledge` returns, and not only soon after."""
    keeps_refused: bool
    """Deliveries that were acknowledged as refused are kept apart."""


class QueueRig(Protocol):
    """One adapter under test, on queues that are new and empty."""

    @property
    def features(self) -> QueueFeatures: ...

    @property
    def owners(self) -> Sequence[str]:
        """The owners of the queues: three, except for OneOwnerContract."""

    def queue(self, worker: str = "w-1") -> Queue:
        """A new queue object of a worker; the rig closes it."""

    def start(self, worker: str, program: Program, *arguments: object) -> Running:
        """Run a program elsewhere, on a queue object of that worker."""

    def drop_all(self, owner: str, items: Sequence[tuple[str, bytes]]) -> None:
        """Send items (name and body) as the owner, in order. They are on the queue when this returns."""

    def pick_up(self, owner: str) -> list[tuple[str, bytes]]:
        """Receive all items as the owner, in order: names (empty if the queue has none) and bodies.

        Empty for an owner that the queue does not know.
        """

    def refused(self, owner: str) -> list[bytes]:
        """The owner's deliveries that were acknowledged as refused and kept apart."""

    def close(self) -> None:
        """Close all queue objects and remove the queues."""
