"""`python mortal_workers.py HOME`: workers that die of a delivery with POISON in it, until none dies any more.

Each is a process of its own, as those of `hub run` are; the last one finds that the delivery has killed enough.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from compiled_once import remember_catalogues

import hub.flow.submission
from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.worker import open_worker
from hub.catalogue import Catalogue
from hub.home.place import Home
from hub.ports import Delivery
from hub.reading.parse_submission import Reading, parse_submission

POISON = b"poison"
MOST = 20
"""Lives after which something else is wrong."""


def _swallow(delivery: Delivery, catalogue: Catalogue) -> Reading:
    if POISON in delivery.body:
        os.kill(os.getpid(), signal.SIGKILL)
    return parse_submission(delivery, catalogue)


def _live(home: Home) -> None:
    looks = count()
    with open_worker(home) as worker:
        worker.run(lambda: next(looks) > 3)


def main(home: Home) -> int:
    """How many workers died."""
    remember_catalogues()
    sound_catalogue(home)  # compiled here, for all of them
    vars(hub.flow.submission)["parse_submission"] = _swallow
    for died in range(MOST):
        if os.fork() == 0:
            _live(home)
            os._exit(0)
        if os.wait()[1] == 0:
            return died
    raise SystemExit(f"{MOST} workers died")


if __name__ == "__main__":
    print(main(Home(Path(sys.argv[1]))))
