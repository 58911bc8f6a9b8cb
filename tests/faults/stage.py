"""Where a test lets hubs come and go."""

import json
import os
import subprocess
import sys
from pathlib import Path

from places import Place, waiting
from rig import share_keys
from truths import Afterwards

from hub.ports import Store

PROGRAM = Path(__file__).parent / "hub_process.py"
LIVES = 20
"""Lives of half a minute at most, after which a hub counts as one that never gets to its end."""


class Nursery:
    """The process that all hubs of a test run are forked from: it has read the catalogue."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        command, pipe = [sys.executable, str(PROGRAM)], subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment)

    def live(self, *arguments: object) -> int:
        """Let a hub live; return how it ended, once it has."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(arguments), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it; a hub that hangs ends too, for it is not waited for."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.terminate()
        self._process.wait(300)


class Stage(Afterwards):
    """Queues and a store that hubs come and go on."""

    def __init__(self, store: Store, store_url: str, place: Place, keys: Path, nursery: Nursery | None = None) -> None:
        super().__init__(store, place)
        self.store_url, self.keys, self._nursery = store_url, keys, nursery
        share_keys(keys)

    def live(self, point: str = "", *, days: int = 0) -> int:
        """Let a hub work in a process of its own, until it dies or nothing is left to do; return how it ended.

        A hub may leave too early: a slow broker delivers to it when it is just leaving, or it was slow itself. Then it
        lives once more.
        """
        assert self._nursery is not None
        for _ in range(LIVES):
            ended = self._nursery.live(self.store_url, self.place.spec, str(self.keys), point, days)
            self.place.notice_death()
            left = self.store.totals.overview([], [])
            if ended or not (waiting(self.place.spec) or left.promised or left.to_sign):
                return ended
        raise AssertionError("there is always something left to do")
