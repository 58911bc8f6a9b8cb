"""`PYTHONPATH=tests:. python bench/verify.py`: verify a store of a million transitions, on both databases.

Writes the rows that the hub would have written, with all hashes right, seals them by the hub's own sealer, and runs
`hub audit verify`: whole, and then again with nothing new.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sealed_trails import HUB, Trails, cpu, fill, postgresql, seal

from hub.bootstrap.catalogue import folders_of
from hub.bootstrap.home import make_home
from hub.catalogue import digest_of
from hub.home.place import Home
from hub.home.reading import FILE

NOISE = os.urandom(1 << 20)


def body(number: int, size: int) -> bytes:
    """Bytes that do not compress, other ones for each number."""
    at = number * 97 % (len(NOISE) - size)
    return number.to_bytes(8) + NOISE[at : at + size - 8]


def measure(url: str, documents: int) -> None:
    """Make the store, then verify it."""
    folder = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    try:
        (folder / FILE).write_text(f'id = "{HUB}"\nstore = "{url}"\ndxp_id = "HUB0001"\n', "utf-8")
        home, begun = Home(folder), time.perf_counter()
        make_home(home, ["ping-an"], ["national"])
        fill(url, documents, Trails(2, body, digest_of(*folders_of(home))))
        seal(home)
        print(f"{2 * documents} transitions, made and sealed in {time.perf_counter() - begun:.0f} s", flush=True)
        for name, words in (("all", ["--all"]), ("again", [])):
            begun, before = time.perf_counter(), cpu()
            command = [sys.executable, "-m", "hub", "--home", str(folder), "audit", "verify", *words]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
            took = f"{time.perf_counter() - begun:.1f} s, {cpu() - before:.1f} s of processor time"
            print(f"{url.partition(':')[0]} {name}: {took}: {told}", flush=True)
    finally:
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--transitions", type=int, default=1_000_000)
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="both, unless one is named")
    given = parser.parse_args()
    if given.on != "postgresql":
        with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
            measure(f"sqlite:///{folder}/hub.db", given.transitions // 2)
    if given.on != "sqlite":
        with postgresql() as url:
            measure(url, given.transitions // 2)


if __name__ == "__main__":
    main()
