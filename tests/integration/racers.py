"""Two hub processes on one store, who get their deliveries at the same moment."""

import os
from collections.abc import Sequence
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path

from forked import forked
from rig import PARTIES, Rig, share_keys, shared_key

from adapters.store import open_store

Race = tuple[bytes, bytes]
"""What the first and what the second process gets."""
RACES = int(os.environ.get("HUB_RACES", "20"))
"""How many races of one kind; HUB_RACES=200 finds what goes wrong in one of a hundred."""
TIMEOUT_S = 300
"""Seconds to wait for the other process."""


def race(store_url: str, folder: Path, owner: str, races: Sequence[Race], second: str = "") -> None:
    """Let two processes take each pair of bodies through their lines, starting each race together.

    All bodies are of one owner, or those of the second process are of `second`.
    """
    share_keys(folder / "keys")
    context = forked()
    together = context.Barrier(2)
    racers = [
        context.Process(target=_run, args=(store_url, folder, by, [pair[n] for pair in races], n, together))
        for n, by in enumerate((owner, second or owner))
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert [racer.exitcode for racer in racers] == [0, 0]


def _run(store_url: str, folder: Path, owner: str, bodies: Sequence[bytes], number: int, together: Barrier) -> None:
    """One process: a worker of its own, with the test's keys."""
    store = open_store(store_url)
    name = f"racer-{number}"
    rig = Rig(store, folder / name, worker=name, key=partial(shared_key, folder / "keys"))
    line = rig.worker.replies if owner in PARTIES else rig.worker.submissions
    for body in bodies:
        together.wait(TIMEOUT_S)
        line.run([rig.delivery(owner, body)])
    rig.close()
    store.close()
