"""Workers in processes of their own, each started again as soon as it is dead.

Started as `python worker_farm.py STORE QUEUES KEYS COUNT SEED`; prints `NAME PROCESS` for each worker it starts. Now
and then a worker comes back under another name, so that others must take over what it had promised. SIGTERM lets
all of them finish. Forking makes a worker in some milliseconds; threads are started after the fork only.
"""

import os
import random
import signal
import sys
import time
import traceback
from functools import partial
from pathlib import Path

import structlog
from places import hub_queue
from rig import START, Rig, catalogue, shared_key

import hub.flow.heartbeat
from adapters.store import open_store

OTHER_NAME = 0.1


class MachineClock:
    """Runs with the machine's monotonic clock, which all its processes share."""

    def now(self) -> int:
        return START + time.monotonic_ns() // 1000


class Farm:
    """The parent of the workers."""

    def __init__(self, store_url: str, queues: str, keys: Path, count: int, seed: int) -> None:
        self._store_url, self._queues, self._keys = store_url, queues, keys
        self._random = random.Random(seed)
        self._names = [f"w{n}" for n in range(count)]
        self._running: dict[int, int] = {}
        self._stopping = False

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        for place in range(len(self._names)):
            self._start(place)
        while self._running:
            try:
                process, status = os.wait()
            except InterruptedError:
                continue
            place = self._running.pop(process)
            if os.WIFSIGNALED(status) and not self._stopping:
                self._start(place)
            elif os.waitstatus_to_exitcode(status):
                print(f"{self._names[place]} failed", flush=True)

    def _start(self, place: int) -> None:
        if self._random.random() < OTHER_NAME:
            self._names[place] = f"w{self._random.randrange(10_000, 99_999)}"
        process = os.fork()
        if process == 0:
            os._exit(self._work(self._names[place]))
        self._running[process] = place
        print(self._names[place], process, flush=True)

    def _stop(self, _number: int, _frame: object) -> None:
        self._stopping = True
        for process in self._running:
            os.kill(process, signal.SIGTERM)

    def _work(self, name: str) -> int:
        told: list[int] = []
        signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
        try:
            store = open_store(self._store_url)
            queue = hub_queue(self._queues, MachineClock(), name)
            rig = Rig(store, self._keys, queue, name, key=partial(shared_key, self._keys), clock=MachineClock())
            rig.worker.batch, rig.worker.wait = 20, 0.02
            rig.worker.run(lambda: bool(told))
            queue.close()
            store.close()
        except BaseException:
            traceback.print_exc()
            return 1
        return 0


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    hub.flow.heartbeat.HEARTBEAT_INTERVAL_S, hub.flow.heartbeat.DEAD_AFTER_S = 0.2, 2.0
    catalogue()
    Farm(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])).run()
