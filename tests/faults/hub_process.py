"""Hubs in processes of their own, each of which kills itself at a named point.

Started as `python hub_process.py`. Each line of standard input, `[STORE, QUEUES, KEYS, POINT, DAYS]`, makes a hub
that works until its queues and outbox are empty, so many days later than when the test began; how it ended is
printed. Hubs are forked, which takes some milliseconds; threads are started after the fork only.
"""

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import structlog
from every_module import load_every_module
from places import hub_queue, waiting
from rig import HandClock, Rig, catalogue, shared_key
from slow_keys import SlowKey, with_devices

import hub.flow.signing
import hub.flow.submission
from adapters.store import open_store
from adapters.x509 import SigningKey
from hub.catalogue import Catalogue
from hub.flow.deadlines import DeadlineLine
from hub.flow.worker import Worker
from hub.model import Books
from hub.ports import Confirmation, Delivery, Parcel, Queue, SignatureAlgorithm, Transactions, Unit
from hub.reading.parse_submission import Reading, parse_submission
from hub.stages.write_changes import write_changes

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
SIGNING_POINTS = (
    "accepted, not signed",
    "signed, not recorded",
    "signature written, not committed",
    "signature recorded, not published",
)
"""Points of a hub that signs for one insurer with a device."""
SIGNING = "signing"
"""Such a hub that does not die."""
POISON = b"poison"
"""A submission with these bytes in it kills whoever parses it."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class MortalQueue:
    """A queue whose worker dies at a point."""

    def __init__(self, queue: Queue, point: str, die: Callable[[], None] = die) -> None:
        self._queue = queue
        self._point = point
        self._die = die
        self._published = 0
        self._held: set[str] = set()
        self.idle = False
        """Nothing came, and nothing is in the worker's hands."""

    def take(self, limit: int, wait: float) -> list[Delivery]:
        taken = self._queue.take(limit, wait)
        self._held |= {delivery.tag for delivery in taken}
        self.idle = not self._held
        if taken and self._point == "taken":
            self._die()
        return taken

    def acknowledge(self, deliveries: Sequence[Delivery], refused: Collection[str] = ()) -> None:
        if self._point == "committed, not acknowledged":
            self._die()
        if self._point == "half acknowledged":
            self._queue.acknowledge(deliveries[: len(deliveries) // 2], refused)
            self._die()
        self._queue.acknowledge(deliveries, refused)
        self._held -= {delivery.tag for delivery in deliveries}

    def publish(self, parcels: Sequence[Parcel]) -> None:
        self._published += 1
        events = self._published > 1
        if self._point == "acknowledged, not published":
            self._die()
        if self._point == "half published":
            self._queue.publish(parcels[: len(parcels) // 2])
            self._die()
        if self._point == "confirms recorded, their events not published" and events:
            self._die()
        self._queue.publish(parcels)
        if self._point == "published, not confirmed":
            self._die()

    def confirmations(self, wait: float) -> dict[str, Confirmation]:
        told = self._queue.confirmations(wait)
        if told and self._point == "confirmed, not recorded":
            self._die()
        return told

    def close(self) -> None:
        self._queue.close()


class MortalTransactions:
    """Transactions whose worker dies with everything written and nothing committed, in the n-th of them."""

    def __init__(self, transactions: Transactions, number: int, die: Callable[[], None] = die) -> None:
        self.snapshot = transactions.snapshot
        self._begin = transactions.begin
        self._number = number
        self._die = die
        self._begun = count(1)

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        with self._begin() as unit:
            yield unit
            if next(self._begun) == self._number:
                self._die()


class MortalKey(SlowKey):
    """A key on a device whose worker dies before or after a signature."""

    def __init__(self, key: SigningKey, point: str) -> None:
        super().__init__(key)
        self._point = point

    def sign(self, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
        if self._point == "accepted, not signed":
            die()
        signature = super().sign(digest, algorithm)
        if self._point == "signed, not recorded":
            die()
        return signature


def let_the_line_die(worker: Worker, point: str) -> None:
    """Let a worker die at a point of its signing line."""
    run = worker.signing.run

    def written(unit: Unit, books: Books) -> None:
        write_changes(unit, books)
        if point == "signature written, not committed" and books.post.signed:
            die()

    def recorded() -> list[Books]:
        committed = run()
        if point == "signature recorded, not published" and any(books.post.signed for books in committed):
            die()
        return committed

    vars(hub.flow.signing)["write_changes"] = written
    vars(worker.signing)["run"] = recorded


def main(store_url: str, queues: str, keys: Path, point: str, days: int) -> None:
    transaction = {"written, not committed": 1, "confirms written, not committed": 2}.get(point, 0)
    store = open_store(store_url)
    clock = HandClock()
    queue = MortalQueue(hub_queue(queues, clock), point)
    clock.pass_(days=days, seconds=60)  # later than whatever the test wrote itself
    signs = point == SIGNING or point in SIGNING_POINTS
    card = MortalKey(shared_key(keys, "hub"), point) if signs else None
    rig = Rig(
        replace(store, transactions=MortalTransactions(store.transactions, transaction)),
        keys,
        queue,
        key=partial(shared_key, keys),
        waiting=lambda: not queue.idle or waiting(queues) > 0,
        clock=clock,
        signing=with_devices(keys / "notes", {"card": card}, {"card": ["ping-an"]}) if card is not None else None,
    )
    let_the_line_die(rig.worker, point)
    rig.worker.wait = 0.05
    seconds = count(0.0)  # it looks at the clock in every turn, the first included
    rig.worker.deadlines = DeadlineLine("hub", catalogue(), rig.ports, lambda: next(seconds))

    def swallow(delivery: Delivery, catalogue: Catalogue) -> Reading:
        if POISON in delivery.body:
            die()
        return parse_submission(delivery, catalogue)

    vars(hub.flow.submission)["parse_submission"] = swallow
    rig.work()
    rig.close()
    store.close()


def _life(store_url: str, queues: str, keys: str, point: str, days: int) -> int:
    try:
        main(store_url, queues, Path(keys), point, days)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    load_every_module()
    catalogue()
    gc.freeze()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for line in sys.stdin:
        if os.fork() == 0:
            os._exit(_life(*json.loads(line)))
        print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
