"""What the queue's suite needs of an adapter: somebody who plays the owners, and workers beside the test's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.ports import Queue
from hub.testing.elsewhere import Program, Running

EVENING = 1_767_287_700_000_000
"""2026-01-01 17:15 UTC, which is the next day in Shanghai."""


class StandingClock:
    """A clock that stands still."""

    def now(self) -> int:
        return EVENING


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFeatures:
    """In what adapters may differ; everything else is the same for all."""

    holds_ahead: bool
    """A worker holds deliveries that nobody has taken yet: when it dies, they are redelivered too."""
    forgets_at_once: bool
    """What was acknowledged is gone when `acknowledge` returns, and not a moment later."""
    keeps_refused: bool
    """What was acknowledged as refused is kept apart."""


class QueueRig(Protocol):
    """One adapter under test, on queues that are new and empty."""

    @property
    def features(self) -> QueueFeatures: ...

    @property
    def owners(self) -> Sequence[str]:
        """Whose queues there are; three of them, but for OneOwnerContract."""

    def queue(self, worker: str = "w-1") -> Queue:
        """A new queue object of a worker; the rig closes it."""

    def start(self, worker: str, program: Program, *arguments: object) -> Running:
        """Run a program elsewhere, on a queue object of that worker."""

    def drop_all(self, owner: str, items: Sequence[tuple[str, bytes]]) -> None:
        """Send items (name and body) as the owner, in order; they are there when it returns."""

    def pick_up(self, owner: str) -> list[tuple[str, bytes]]:
        """Receive all there is, as the owner, in order: names (empty where the queue knows none) and bodies.

        Nothing, for an owner that the queue does not know.
        """

    def refused(self, owner: str) -> list[bytes]:
        """What of an owner's was acknowledged as refused and is kept apart."""

    def close(self) -> None:
        """Close all queue objects and remove the queues."""
