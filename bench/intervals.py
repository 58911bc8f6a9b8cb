"""How far apart checkpoints are while several workers carry documents: the median, the 99th percentile, the longest.

A home on folders and PostgreSQL, `hub run --workers N` as it is, and a portal that never lets the workers be idle.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, pairwise
from pathlib import Path
from statistics import median, quantiles

from documents import submissions
from ground import DurablePostgres
from services import postgresql as services_postgresql

from adapters.folder import drop
from hub.bootstrap.home import make_home
from hub.home.place import Home
from hub.home.reading import FILE

PORTAL, PARTY = "national", "ping-an"
WAITING = 400
"""Submissions that wait at least."""
PROMISED_S = 60.0


@contextmanager
def home_on(postgres: DurablePostgres, folder: Path) -> Iterator[Home]:
    """A home of this run's own."""
    folder.mkdir()
    (folder / FILE).write_text(f'store = "{postgres.create()}"\ndxp_id = "BENCH001"\n', "utf-8")
    home = Home(folder)
    make_home(home, [PARTY], [PORTAL])
    yield home


def load(home: Home, workers: int, seconds: float) -> tuple[float, float]:
    """Carry documents for so long; from when to when, in seconds since 1970."""
    command = [sys.executable, "-m", "hub", "--home", str(home.path), "run", "--workers", str(workers)]
    names, box = count(1), home.queues / PORTAL / "OutBox"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        begun, end = time.time(), time.monotonic() + seconds
        while time.monotonic() < end:
            if process.poll() is not None:
                raise RuntimeError(f"hub run ended: {process.returncode}")
            if len(os.listdir(box)) < WAITING:  # noqa: PTH208 - quicker, with many files
                for body in submissions(WAITING):
                    drop(home.queues, PORTAL, f"{next(names)}.json", body)
            time.sleep(0.1)
        ended = time.time()
        process.send_signal(signal.SIGTERM)
        process.wait(120)
    return begun, ended


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--workers", type=int, default=3)
    given = parser.parse_args()
    programs = services_postgresql._programs()
    if programs is None:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    postgres = DurablePostgres(programs)
    try:
        postgres.start()
        with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder, home_on(postgres, Path(folder) / "h") as home:
            begun, ended = load(home, given.workers, given.minutes * 60)
            database = home.settings.store.rpartition("/")[2]
            listed = postgres.ask("SELECT string_agg(at::text, ' ' ORDER BY size) FROM checkpoint", database)
            carried = postgres.ask("SELECT count(*) FROM document", database)
    finally:
        postgres.remove()
    times = [int(at) / 1e6 for at in (listed or "").split()]
    under_load = [at for at in times if begun <= at <= ended]
    gaps = [new - old for old, new in pairwise(under_load)]
    if len(gaps) < 2:
        raise SystemExit(f"{carried} documents, {len(times)} checkpoints: more minutes")
    p99 = quantiles(gaps, n=100, method="inclusive")[98]
    met = "met" if p99 <= PROMISED_S else "SHORT"
    print(f"{carried} documents by {given.workers} workers in {ended - begun:.0f} s; load {os.getloadavg()[1]:.1f}")
    print(f"{len(gaps)} intervals: median {median(gaps):.1f} s, p99 {p99:.1f} s (<= {PROMISED_S:.0f}): {met}")
    print(f"the longest {max(gaps):.1f} s")


if __name__ == "__main__":
    main()
