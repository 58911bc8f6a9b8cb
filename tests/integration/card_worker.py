"""A worker that signs for one insurer with a card, in the test's process or in one of its own."""

import multiprocessing
from functools import partial
from multiprocessing.context import SpawnProcess
from pathlib import Path

from rig import START, HandClock, Rig, shared_key
from services.softhsm import PIN
from slow_keys import with_devices

from adapters.devices import WrongPins
from adapters.pcsc import CardDevice, CardPlace
from adapters.store import open_store
from adapters.x509 import SigningKey
from hub.ports import SignatureAlgorithm, Store

LATER = {"hub": 0, "mortal": 60, "other": 120}
"""Seconds by which a worker's clock is ahead, by its name: each lives later than the one whose rows it takes."""


class CardKey:
    """The hub's key on the card; a test changes its PIN's file."""

    def __init__(self, place: CardPlace, key: SigningKey) -> None:
        self.key = key
        self.pin = PIN
        self._place = place
        self.restart()

    def restart(self) -> None:
        """As a new process: it remembers no wrong PIN."""
        self._device = CardDevice(self._place, lambda: self.pin, WrongPins())

    def open(self) -> bytes:
        return self._device.open()

    def sign(self, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
        return self._device.sign(digest, algorithm)

    def close(self) -> None:
        self._device.close()


def a_worker(store: Store, root: Path, key: CardKey, name: str) -> Rig:
    """A worker with the keys that the test has written below the root."""
    devices = with_devices(root / "notes", {"card": key}, {"card": ["ping-an"]})  # type: ignore[dict-item]
    clock = HandClock(START + LATER[name] * 1_000_000)
    keys = partial(shared_key, root / "keys")
    return Rig(store, root / "queues", worker=name, key=keys, clock=clock, signing=devices)


def start_worker(store_url: str, root: Path, place: CardPlace, name: str) -> SpawnProcess:
    """Start a worker in a process of its own; it ends when nothing waits for it."""
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(store_url, root, place, name))
    process.start()
    return process


def _run(store_url: str, root: Path, place: CardPlace, name: str) -> None:
    store = open_store(store_url)
    rig = a_worker(store, root, CardKey(place, shared_key(root / "keys", "card")), name)
    rig.worker.wait = 0.05
    rig.work()
    rig.close()
    store.close()
