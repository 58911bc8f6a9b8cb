"""What other parties wait while one is paused: no longer than without it."""

import os
import statistics
import time
from pathlib import Path

import pytest
from rig import PARTIES, PORTALS, HandClock, Rig, a_credit_authorization, a_uscc

from adapters.folder import FolderQueue
from hub.ports import Store

INSURER, OTHER = "ping-an", "boc-insurance"
LOOKS = int(os.environ.get("HUB_LATENCY_LOOKS", "8"))
"""How often another insurer's document is timed in each turn."""
TURNS = 3
WAITING = LOOKS * 10
LARGEST_RATIO = float(os.environ.get("HUB_LATENCY_RATIO", "10"))
"""1.2 can be demanded of a quiet machine."""


class Beside:
    """A hub that serves two insurers, one of which may be out of reach."""

    def __init__(self, store: Store, root: Path) -> None:
        self.clock = HandClock()
        queue = FolderQueue(root, [*PORTALS, *PARTIES], "hub", self.clock)
        self.rig, self.box, self.aside = Rig(store, root, queue, clock=self.clock), root / INSURER / "InBox", root / "x"

    def serve(self) -> None:
        self.rig.worker.dispatch.pick_up()
        self.rig.worker.dispatch.settle()

    def submit(self, party: str, many: int = 1) -> list[str]:
        forms = [a_credit_authorization(a_uscc(), party=party) for _ in range(many)]
        self.rig.submit(*forms)
        self.rig.worker.dispatch.poller.begin()
        return [str(form["id"]) for form in forms]

    def timed(self) -> list[float]:
        """Seconds from another insurer's submission until its message is recorded as sent; one of ours comes before."""
        times = []
        for _ in range(LOOKS):
            self.submit(INSURER)
            self.clock.pass_(seconds=5)  # so that probes are due in between
            self.serve()
            begun = time.perf_counter()
            (name,) = self.submit(OTHER)
            while self.rig.document(name).status != "P002":
                self.serve()
            times.append(time.perf_counter() - begun)
        return times

    def break_(self) -> None:
        self.box.rename(self.aside)
        self.box.write_bytes(b"")
        self.submit(INSURER, WAITING)
        while not self.rig.store.circuits.open():
            self.serve()

    def mend(self) -> None:
        self.box.unlink()
        self.aside.rename(self.box)
        while self.rig.store.outbox.due("hub", 1, to=INSURER):
            self.clock.pass_(seconds=301)
            self.serve()


@pytest.mark.slow
def test_others_wait_no_longer_while_one_party_is_paused(store: Store, tmp_path: Path) -> None:
    """Medians of times that were taken in turns, so that a busy machine slows both."""
    beside, undisturbed, disturbed = Beside(store, tmp_path), list[float](), list[float]()
    for _ in range(TURNS):
        undisturbed += beside.timed()
        beside.break_()
        disturbed += beside.timed()
        assert beside.rig.store.circuits.open() != []
        beside.mend()
    beside.rig.close()
    usual, paused = statistics.median(undisturbed), statistics.median(disturbed)
    print(f"others: {usual * 1000:.1f} ms, {paused * 1000:.1f} ms while one is paused, ratio {paused / usual:.2f}")
    assert paused / usual <= LARGEST_RATIO
