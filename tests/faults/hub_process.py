"""A hub in a process of its own, which kills itself at a named point.

Started as `python hub_process.py STORE FOLDER POINT`; works until its queues and outbox are empty.
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

from rig import PARTIES, PORTALS, HandClock, Rig, shared_key

import hub.flow.submission
from adapters.folder import FolderQueue
from adapters.store import open_store
from hub.ports import Confirmation, Delivery, Parcel, Queue, Store, Unit

POINTS = (
    "before the commit",
    "before acknowledging",
    "half acknowledged",
    "before publishing",
    "half published",
    "published and not confirmed",
    "before the confirms' commit",
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

    def take(self, limit: int, wait: float) -> list[Delivery]:
        return self._queue.take(limit, wait)

    def acknowledge(self, deliveries: Sequence[Delivery], refused: Collection[str] = ()) -> None:
        if self._point == "before acknowledging":
            die()
        if self._point == "half acknowledged":
            self._queue.acknowledge(deliveries[: len(deliveries) // 2], refused)
            die()
        self._queue.acknowledge(deliveries, refused)

    def publish(self, parcels: Sequence[Parcel]) -> None:
        if self._point == "before publishing":
            die()
        if self._point == "half published":
            self._queue.publish(parcels[: len(parcels) // 2])
            die()
        self._queue.publish(parcels)
        if self._point == "published and not confirmed":
            die()

    def confirmations(self, wait: float) -> dict[str, Confirmation]:
        return self._queue.confirmations(wait)

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


def main(store_url: str, folder: Path, point: str) -> None:
    transaction = {"before the commit": 1, "before the confirms' commit": 2}.get(point, 0)
    store = open_store(store_url)
    queue = FolderQueue(folder / "queues", [*PORTALS, *PARTIES], "hub", HandClock())
    rig = Rig(
        MortalStore(store, transaction),  # type: ignore[arg-type]
        folder / "queues",
        MortalQueue(queue, point),
        key=partial(shared_key, folder / "keys"),
    )
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
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
