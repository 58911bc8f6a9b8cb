"""Where a test lets hubs come and go."""

import os
import subprocess
import sys
from pathlib import Path

from places import Place
from rig import share_keys
from truths import Afterwards

from adapters.store import SqlStore

PROGRAM = Path(__file__).parent / "hub_process.py"


class Stage(Afterwards):
    """Queues and a store that hubs come and go on."""

    def __init__(self, store: SqlStore, store_url: str, place: Place, keys: Path) -> None:
        super().__init__(store, place)
        self.store_url, self.keys = store_url, keys
        share_keys(keys)

    def live(self, point: str = "") -> int:
        """Let a hub work in a process of its own, until it dies or nothing is left to do; return how it ended."""
        command = [sys.executable, str(PROGRAM), self.store_url, self.place.spec, str(self.keys), point]
        paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.run(command, env=paths, timeout=60, check=False).returncode
