"""Helpers by which tests use a queue: with enough time, and also from elsewhere."""

import time
from collections.abc import Collection, Sequence
from pathlib import Path

from hub.errors import Deferred
from hub.ports import Confirmation, Delivery, Parcel, Queue
from hub.testing.elsewhere import Life, Running
from hub.testing.queue.rig import QueueRig

TURN_S = 0.001
"""Seconds that a worker rests between two batches, so that other workers get their turn."""


def take(queue: Queue, count: int, wait: float = 10.0) -> list[Delivery]:
    """Take until there are `count` deliveries, or none comes for `wait` seconds. Waits for a queue that is away."""
    taken: list[Delivery] = []
    until = time.monotonic() + wait
    while len(taken) < count and time.monotonic() < until:
        try:
            more = queue.take(count - len(taken), max(0.0, until - time.monotonic()))
        except Deferred:
            time.sleep(0.05)
            continue
        taken += more
        until = time.monotonic() + wait if more else until
    return taken


def send(queue: Queue, parcels: Sequence[Parcel], wait: float = 20.0) -> dict[str, Confirmation]:
    """Publish, as a worker does: again as long as it is deferred. Wait until every parcel has a result."""
    publish(queue, parcels)
    return told(queue, {parcel.id for parcel in parcels}, wait)


def publish(queue: Queue, parcels: Sequence[Parcel], wait: float = 300.0) -> None:
    """Hand over, again as long as it is deferred. Raises Deferred after `wait` seconds."""
    until = time.monotonic() + wait
    while True:
        try:
            return queue.publish(parcels)
        except Deferred:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def told(queue: Queue, ids: Collection[str], wait: float = 20.0) -> dict[str, Confirmation]:
    """The results of these parcels, or of those whose result comes in time."""
    found: dict[str, Confirmation] = {}
    until = time.monotonic() + wait
    while not set(ids) <= found.keys() and (left := until - time.monotonic()) > 0:
        found |= queue.confirmations(left)
    return found


def bodies(deliveries: Sequence[Delivery]) -> list[bytes]:
    return [delivery.body for delivery in deliveries]


def numbered(numbers: Sequence[int]) -> list[tuple[str, bytes]]:
    """Items whose bodies are these numbers, with names in another order."""
    return [(f"{99_999 - n}.json", b"%d" % n) for n in numbers]


def parcels(owner: str, bodies: Sequence[bytes]) -> list[Parcel]:
    """Parcels with names in another order than that of publishing."""
    last = len(bodies)
    return [
        Parcel(id=f"id-{n}", destination=owner, name=f"m-{last - n:06d}.xml", body=body)
        for n, body in enumerate(bodies)
    ]


# ---- elsewhere -------------------------------------------------------------------------------


def take_and_hang(queue: Queue, life: Life, limit: int) -> None:
    """Take once, say how many deliveries there were, and never acknowledge them."""
    life.say(str(len(take(queue, limit, 3))))
    life.hang()


def take_all(queue: Queue, life: Life, wait: float, end: str = "") -> None:
    """Say each body that was seen and each that was acknowledged, until nothing comes for `wait` seconds.

    `end`: a file; it goes on waiting as long as there is no such file.
    """
    life.say("ready")
    while (taken := queue.take(7, wait)) or (end and not Path(end).exists()):
        for delivery in taken:
            life.say(f"seen {delivery.body.decode()}")
        queue.acknowledge(taken)
        for delivery in taken:
            life.say(f"done {delivery.body.decode()}")
        time.sleep(TURN_S)
    queue.close()


def start_taking_all(rig: QueueRig, worker: str, wait: float, end: Path | None = None) -> Running:
    """A worker that takes everything, for as long as there is no file `end`; its queue is open when this returns."""
    running = rig.start(worker, take_all, wait, str(end or ""))
    if (said := running.line()) != "ready":
        running.kill()
        raise RuntimeError(f"worker {worker} did not start: {said}")
    return running
