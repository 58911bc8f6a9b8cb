"""A hub at work in a thread of the test's own process, while what it works on goes away and comes back."""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from places import hub_queue
from rig import Rig, a_credit_authorization, usccs
from stage import Stage
from worker_farm import MachineClock

TIMEOUT_S = 300.0
"""Seconds after which a hub counts as one that does not go on."""
_uscc = usccs()


class Hub:
    """A hub at work in a thread of this process, and a portal that submits to it."""

    def __init__(self, stage: Stage, aside: Path) -> None:
        self.stage = stage
        self.names: list[str] = []
        self.rig = Rig(stage.store, aside, hub_queue(stage.place.spec, MachineClock()), clock=MachineClock())
        self.rig.worker.batch, self.rig.worker.wait = 20, 0.05
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self.rig.worker.run, args=(self._enough.is_set,))
        self._thread.start()

    def submit(self, many: int) -> None:
        self.bring([a_credit_authorization(uscc) for uscc in islice(_uscc, many)])

    def bring(self, forms: Sequence[Mapping[str, Any]]) -> None:
        """Submit these."""
        self.names += [form["id"] for form in forms]
        self.stage.place.drop("national", *(json.dumps(form).encode() for form in forms))

    def is_done(self) -> bool:
        """Every submission is a document whose message is confirmed, and nothing is promised any more."""
        sent = sorted(d.sender_ref for d in self.stage.documents() if d.status == "P002")
        return sent == sorted(self.names) and not self.stage.store.totals.overview([], []).promised

    def wait(self, timeout_s: float = TIMEOUT_S) -> None:
        """Until all is done; the hub must still be alive then."""
        end = time.monotonic() + timeout_s
        while not self.is_done():
            assert time.monotonic() < end, "the hub did not go on"
            time.sleep(0.1)
        assert self._thread.is_alive()

    def end(self) -> None:
        self._enough.set()
        self._thread.join(TIMEOUT_S)
        assert not self._thread.is_alive()
        self.rig.close()
