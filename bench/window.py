"""`PYTHONPATH=tests:. python bench/window.py`: what the window's pages cost, in seconds of the processor.

On the demo's store (SQLite): pages a second on one core. On a store of 1,000,000 documents on PostgreSQL: processor
time of a page, of the window and of the database together, and beside it that of `hub status` and `hub attention`. Each
figure is the least of several rounds, because other work on the machine only adds to it.
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from ground import DurablePostgres
from large import FEW, MESSAGES, MONTHS, SMALL, Operator
from months import RECORD, TICKS, fill, server
from settings import PARTY

from adapters.store import open_store
from hub.home.place import Home
from hub.ports import Filter

DEMO_RATE, LARGE_S = 100, 0.3
"""Targets: pages a second of one core on the demo's store; seconds a page on the large one."""
FRESH_S: Final = 2.5
"""Seconds after which *now* is read from the store again."""
PLAY: Final = Path(__file__).parents[1] / "tests" / "examples" / "play.py"


class Reader:
    """Asks one window, over one connection."""

    def __init__(self, pid: int, port: int) -> None:
        self._pid = pid
        self._asks = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def get(self, place: str) -> int:
        """How many bytes the page has. Raises RuntimeError where it is none."""
        self._asks.request("GET", f"/{place}", headers={"Accept-Language": "zh"})
        answer = self._asks.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{place}: {answer.status} {body[:500]!r}")
        return len(body)

    def spent(self) -> float:
        """Seconds of the processor that the window has used."""
        return _spent(self._pid, 13)


def _spent(pid: int, until: int) -> float:
    """Fields of /proc/<pid>/stat from `utime` on: of the process, and up to 15 also of children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:until])) / TICKS


@contextmanager
def window_of(home: Path) -> Iterator[Reader]:
    """A window of this home, in a process of its own."""
    command = [sys.executable, "-m", "hub", "--home", str(home), "window", "--listen", "127.0.0.1:0"]
    environment = os.environ | {"HUB_LANG": "en", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            port = process.stdout.readline().rstrip().rstrip("/").rpartition(":")[2]
            yield Reader(process.pid, int(port))
        finally:
            process.terminate()


def pages_of(home: Home) -> Mapping[str, str]:
    """Where each kind of page is, about a document in the middle of the store."""
    with closing(open_store(home.store_url)) as store:
        newest = next(one for one in store.documents.log(Filter(limit=50)) if one.record)
        groups = store.quarantine.groups(is_open=True)
    found = {
        "now": "",
        "log": "log",
        "log, by party and status": f"log?party={newest.party}&status={newest.status}",
        "document": f"document?name={newest.record}",
        "quarantine": "quarantine",
        "plan": "plan",
        "audit": "audit",
    }
    return found | ({"quarantine, a group": f"quarantine?group={groups[0].name}"} if groups else {})


def least(rounds: int, act: Callable[[], object], spent: Callable[[], float], pause_s: float = 0) -> float:
    """Seconds of the cheapest round."""
    found = []
    for _ in range(rounds):
        time.sleep(pause_s)
        begun = spent()
        act()
        found.append(spent() - begun)
    return min(found)


def ask_often(reader: Reader, place: str, times: int) -> None:
    for _ in range(times):
        reader.get(place)


def on_the_demo(folder: Path, rounds: int, times: int) -> None:
    """Print the pages a second of one core, of each kind and of all in turn."""
    home = folder / "demo"
    play = [sys.executable, str(PLAY), "--home", str(home), "--story", "quota"]
    subprocess.run(play, check=True, stdout=subprocess.DEVNULL)
    pages = pages_of(Home(home))
    with window_of(home) as reader:
        for place in pages.values():
            reader.get(place)
        took = {}
        for name, place in pages.items():
            took[name] = least(rounds, partial(ask_often, reader, place, times), reader.spent) / times
            print(f"demo, {name:28} {1 / took[name]:6.0f} pages/s", flush=True)
    rate = len(took) / sum(took.values())
    print(f"demo, all in turn {rate:17.0f} pages/s (>= {DEMO_RATE}): {_verdict(rate >= DEMO_RATE)}", flush=True)


def on_many(postgres: DurablePostgres, folder: Path, documents: int, rounds: int) -> None:
    """Print the processor time of a page, and of verbs beyond their start."""
    operators = {}
    for name, count in (("small", SMALL), ("large", documents)):
        fill(url := postgres.create(), count, MONTHS, FEW, MESSAGES)
        operators[name] = Operator(postgres, url, folder / name)
    for verb in ("status", "attention"):
        start, whole = (operators[name].spends((verb,), rounds) for name in ("small", "large"))
        print(f"large, hub {verb:24} {whole - start:6.3f} s beyond its start of {start:.2f} s", flush=True)
    home = Home(folder / "large")
    some = str(RECORD + documents * 2 // 5)
    pages = {**pages_of(home), "document, in the middle": f"document?name={some}"}
    pages["log, a type and a party"] = f"log?type=credit-authorization&party={PARTY}"
    with window_of(home.path) as reader:
        for name, place in pages.items():
            took = least(rounds, partial(reader.get, place), lambda: reader.spent() + _server(postgres), FRESH_S)
            print(f"large, {name:28} {took:6.3f} s (<= {LARGE_S}): {_verdict(took <= LARGE_S)}", flush=True)


def _server(postgres: DurablePostgres) -> float:
    """Seconds of all the server's sessions, also of those that have ended."""
    family = subprocess.run(["pgrep", "-P", str(postgres.pid)], capture_output=True, text=True, check=False).stdout
    return _spent(postgres.pid, 15) + sum(_spent(int(pid), 13) for pid in family.split())


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "SHORT"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=1_000_000, help="of the large store")
    parser.add_argument("--on", choices=("demo", "large", "both"), default="both")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=100, help="pages of a round on the demo's store")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        if given.on != "large":
            on_the_demo(Path(folder), given.rounds, given.times)
        if given.on != "demo":
            with server() as postgres:
                on_many(postgres, Path(folder), given.documents, given.rounds)


if __name__ == "__main__":
    main()
