"""`PYTHONPATH=tests:. python bench/large.py`: what a large store costs an operator who searches, and a worker.

Makes two stores on PostgreSQL, of 1,000,000 documents with three messages each: with two transitions a document, and
with ten. Verbs are timed on both, and on a store of 1,000 documents, whose time is the verb's start: processor time of
the verb and of the server. Then a worker carries documents on an empty store and on the larger one, in turn.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Final

from ground import DurablePostgres, Ground, open_ground
from months import RECORD, TICKS, fill
from settings import BATCH, PARTY, PORTAL
from trial import THE_HUB, Phase, running, trial_of

from hub.bootstrap.home import make_home
from hub.home.place import Home
from hub.home.reading import FILE

MONTHS: Final = 60
FEW, MANY = 2, 10
"""Transitions of each document."""
SMALL: Final = 1000
"""Documents of the store on which a verb's start is timed."""
START_S, GROWTH, KEPT = 0.2, 1.5, 0.95
"""Targets: seconds beyond the verb's start; how much more on many transitions; forward speed beside an empty store."""
WARM_UP = 400
MESSAGES: Final = (
    "INSERT INTO payload SELECT sha256((n || '-' || i)::bytea), (n || '-' || i)::bytea"
    " FROM made, generate_series(1, 4) n",
    "INSERT INTO message SELECT at, id, 1, 9, 1, md5(n || '-' || i)::uuid::text,"
    " CASE n WHEN 1 THEN 'out' ELSE 'in' END, 'ping-an', CASE n WHEN 1 THEN 'business' ELSE 'receipt' END,"
    " sha256((n || '-' || i)::bytea), CASE WHEN n > 1 THEN md5('1-' || i)::uuid::text END"
    " FROM made, generate_series(1, 3) n",
)
"""The message of each document, its two receipts, and the bytes of these and of the submission: a few only, since what
counts is how many there are to search."""


def asked(documents: int) -> Mapping[str, tuple[str, ...]]:
    """Verbs, by what they search; in the middle of the store, where nothing is warm."""
    some = documents * 2 // 5
    return {
        "log": ("log",),
        "log, by record number": ("log", "--record", str(RECORD + some)),
        "log, by enterprise": ("log", "--enterprise", f"e-{some % 999}"),
        "log, by type and party": ("log", "--type", "credit-authorization", "--party", PARTY),
        "log, by a status that none has": ("log", "--status", "F"),
        "log, disputed": ("log", "--disputed"),
        "show, by the portal's number": ("show", f"r-{some}"),
        "show, by a policy number": ("show", f"PZ-{some}"),
        "show, by record number": ("show", str(RECORD + some)),
        "status": ("status",),
        "attention": ("attention",),
    }


class Operator:
    """Types verbs against one store."""

    def __init__(self, postgres: DurablePostgres, url: str, folder: Path) -> None:
        self._postgres = postgres
        folder.mkdir()
        (folder / FILE).write_text(f'store = "{url}"\ndxp_id = "BENCH001"\n', "utf-8")
        make_home(Home(folder), [PARTY], [PORTAL])
        self._command = [sys.executable, "-m", "hub", "--home", str(folder)]
        self._environment = _as_installed(folder.parent / "bytecode")

    def spends(self, words: tuple[str, ...], rounds: int) -> float:
        """Seconds of processor time, the verb's and the server's; the least, since other work only adds to it."""
        return min(self.times(words, rounds))

    def times(self, words: tuple[str, ...], rounds: int) -> list[float]:
        """The same of every round; one before them, which writes bytecode and fills caches, is not counted."""
        return [self._once(words) for _ in range(rounds + 1)][1:]

    def _once(self, words: tuple[str, ...]) -> float:
        begun = self._spent()
        command = [*self._command, *words, "--json"]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        if done.returncode not in {0, 1}:  # 1: somebody is needed
            raise RuntimeError(f"{words} ended with {done.returncode}: {done.stderr}")
        return self._spent() - begun

    def _spent(self) -> float:
        verbs = resource.getrusage(resource.RUSAGE_CHILDREN)
        fields = Path(f"/proc/{self._postgres.pid}/stat").read_text().rpartition(")")[2].split()
        return verbs.ru_utime + verbs.ru_stime + sum(map(int, fields[11:15])) / TICKS


def _as_installed(bytecode: Path) -> Mapping[str, str]:
    """An environment in which modules have their bytecode, as those of an installed wheel have."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(bytecode)}


def search(ground: Ground, urls: Mapping[str, str], documents: Mapping[str, int], rounds: int) -> None:
    """Print what each verb costs on each store, in the middle of as many documents as it has."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        operators = {name: Operator(ground.postgres, url, Path(folder) / name) for name, url in urls.items()}
        for name in asked(SMALL):
            took = {of: one.spends(asked(documents[of])[name], rounds) for of, one in operators.items()}
            beyond = {store: seconds - took["small"] for store, seconds in took.items()}
            met = beyond["few"] <= START_S and beyond["many"] <= max(GROWTH * beyond["few"], START_S)
            print(
                f"{name:32} start {took['small']:.2f} s, beyond it {beyond['few']:6.3f} s on {FEW} transitions each,"
                f" {beyond['many']:6.3f} s on {MANY}: {'met' if met else 'SHORT'}",
                flush=True,
            )


def forward(ground: Ground, store: str, documents: int) -> Phase:
    """One run, on a store that is there or on a new one."""
    with trial_of(ground, THE_HUB, given=store) as trial, running(trial, THE_HUB) as child:
        trial.forward(child, THE_HUB, WARM_UP)
        return trial.forward(child, THE_HUB, documents)


def carry(ground: Ground, large: str, documents: int, rounds: int) -> None:
    """Print the worker's speed on the large store and on an empty one."""
    stores = {"empty": "", "large": large}
    found: dict[str, list[Phase]] = {name: [] for name in stores}
    for number in range(rounds):
        for name in sorted(stores, reverse=bool(number % 2)):
            found[name].append(forward(ground, stores[name], documents))
        print(", ".join(f"{name} {phases[-1].rate:.0f}/s" for name, phases in found.items()), flush=True)
    ratio = median(large.rate / empty.rate for large, empty in zip(found["large"], found["empty"], strict=True))
    print(f"large over empty {ratio:.3f} (>= {KEPT}): {'met' if ratio >= KEPT else 'SHORT'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=1_000_000, help="of the large stores")
    parser.add_argument("--carried", type=int, default=4000, help="documents a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--part", choices=["search", "carry"], help="of the two measurements, only this one")
    given = parser.parse_args()
    with open_ground("ecdsa", BATCH) as ground:
        urls, documents = dict[str, str](), {"small": SMALL, "few": given.documents, "many": given.documents}
        searched = {"small": FEW, "few": FEW} if given.part != "carry" else {}
        for name, moves in (searched | {"many": MANY}).items():
            fill(url := ground.postgres.create(), documents[name], MONTHS, moves, MESSAGES)
            urls[name] = url
            size = ground.postgres.ask(
                "SELECT pg_size_pretty(pg_database_size(current_database()))", url.rpartition("/")[2]
            )
            print(f"{documents[name]} documents, {documents[name] * moves} transitions: {size}", flush=True)
        if given.part != "carry":
            search(ground, urls, documents, given.rounds)
        if given.part != "search":
            carry(ground, urls["many"], given.carried, given.rounds)


if __name__ == "__main__":
    main()
