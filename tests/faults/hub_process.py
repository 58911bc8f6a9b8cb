"""A hub in a process of its own, which kills itself at a named point.

Started as `python hub_process.py STORE QUEUES KEYS POINT`; works until its queues and outbox are empty.
"""

import os
import signal
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from places import hub_queue, waiting
from rig import Rig, shared_key

import hub.flow.submission
from adapters.store import open_store
from hub.ports import Confirmation, Delivery, Parcel, Queue, Store, Unit

POINTS = (
    "taken",
    "written, not committed",
    "committed, not acknowledged",
    "half acknowledged",
    "acknowledged, not published",
    "half published",
    "published, not confirmed",
    "confirmed, not recorded",
    "confirms written, not committed",
    "confirms recorded, their events not published",
)
POISON = b"poison"
"""A submission with these bytes in it kills whoever parses it."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class MortalQueue:
    """A queue whose worker dies at a point."""

    def __init__(self, queue: Queue, point: str) -> None:
        self._queue = queue
        self._point = point
        self._published = 0
        self.idle = False

    def take(self, limit: int, wait: float) -> list[Delivery]:
        taken = self._queue.take(limit, wait)
        self.idle = not taken
        if taken and self._point == "taken":
            die()
        return taken

    def acknowledge(self, deliveries: Sequence[Delivery], refused: Collection[str] = ()) -> None:
        if self._point == "committed, not acknowledged":
            die()
        if self._point == "half acknowledged":
            self._queue.acknowledge(deliveries[: len(deliveries) // 2], refused)
            die()
        self._queue.acknowledge(deliveries, refused)

    def publish(self, parcels: Sequence[Parcel]) -> None:
        self._published += 1
        events = self._published > 1
        if self._point == "acknowledged, not published":
            die()
        if self._point == "half published":
            self._queue.publish(parcels[: len(parcels) // 2])
            die()
        if self._point == "confirms recorded, their events not published" and events:
            die()
        self._queue.publish(parcels)
        if self._point == "published, not confirmed":
            die()

    def confirmations(self, wait: float) -> dict[str, Confirmation]:
        told = self._queue.confirmations(wait)
        if told and self._point == "confirmed, not recorded":
            die()
        return told

    def close(self) -> None:
        self._queue.close()


class MortalStore:
    """A store whose worker dies with everything written and nothing committed, in its n-th transaction."""

    def __init__(self, store: Store, transaction: int) -> None:
        self._store = store
        self._transaction = transaction
        self._begun = count(1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        with self._store.begin() as unit:
            yield unit
            if next(self._begun) == self._transaction:
                die()


def main(store_url: str, queues: str, keys: Path, point: str) -> None:
    transaction = {"written, not committed": 1, "confirms written, not committed": 2}.get(point, 0)
    store = open_store(store_url)
    queue = MortalQueue(hub_queue(queues), point)
    rig = Rig(
        MortalStore(store, transaction),  # type: ignore[arg-type]
        keys,
        queue,
        key=partial(shared_key, keys),
        waiting=lambda: not queue.idle or waiting(queues) > 0,
    )
    rig.worker.wait = 0.05
    parse = hub.flow.submission.parse_submission

    def swallow(delivery: Delivery) -> Any:
        if POISON in delivery.body:
            die()
        return parse(delivery)

    hub.flow.submission.parse_submission = swallow
    rig.work()
    rig.close()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
