"""The queue's contract, on the queue in memory."""

from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest
from memory_queue import MemoryBroker, MemoryQueue

from hub.ports import Queue
from hub.testing.queue import InThread, Program, QueueContract, QueueFeatures, QueueRig, StandingClock


class MemoryRig:
    """A broker of its own for each test."""

    owners = ("portal-a", "insurer-b", "bank-c")
    features = QueueFeatures(holds_ahead=False, forgets_at_once=True, keeps_refused=True)

    def __init__(self) -> None:
        self.broker = MemoryBroker(self.owners)

    def queue(self, worker: str = "w-1") -> Queue:  # noqa: ARG002 - who takes does not matter to it
        return MemoryQueue(self.broker, StandingClock())

    def start(self, worker: str, program: Program, *arguments: object) -> InThread:
        queue = self.queue(worker)
        return InThread(queue, queue.close, program, *arguments)

    def drop_all(self, owner: str, items: Sequence[tuple[str, bytes]]) -> None:
        for _, body in items:
            self.broker.drop(owner, body)

    def pick_up(self, owner: str) -> list[tuple[str, bytes]]:
        box = self.broker.published.get(owner, {})
        found = list(box.items())
        box.clear()
        return found

    def refused(self, owner: str) -> list[bytes]:
        return self.broker.refused[owner]

    def close(self) -> None:
        """Nothing outlives the test."""


class TestMemoryQueue(QueueContract):
    @pytest.fixture
    def rig(self) -> Iterator[QueueRig]:
        with closing(MemoryRig()) as made:
            yield made
