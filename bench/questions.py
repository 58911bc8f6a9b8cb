"""`PYTHONPATH=tests:. python bench/questions.py`: what an operator's fourteen questions cost on a large store.

Makes a store of 1,000,000 documents on PostgreSQL as `large.py` does (all open, two transitions and three messages
each), lets a night go wrong among them, and asks each question of docs/runbook.md by its own command. Prints the
processor time of the verb and of the server together: the least and the median of the rounds. What verifies the record
is asked on another store, whose rows are those that the hub would have written: sealed, and verified before.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any, Final

from large import FEW, MESSAGES, MONTHS, Operator
from months import fill, server
from runbook import filled, questions
from sealed_trails import Trails, seal
from sealed_trails import fill as write_trails

from adapters.store import open_store
from hub.bootstrap.catalogue import folders_of
from hub.bootstrap.clock import SystemClock
from hub.catalogue import digest_of
from hub.home.place import Home
from hub.model import OVERDUE, Books, Cause, Changes, Document, OperatorAct, digest
from hub.model import Operator as Colleague
from hub.ports import Filter, Store
from hub.testing.rows import a_quarantined, opened, write

LONGEST_S: Final = 1.0
"""Target: seconds of processor time."""
TROUBLED: Final = 500
"""How many documents are overdue and how many disputed, deliveries in quarantine, and acts there were."""
GROUPED: Final = 10
"""Deliveries of the group whose release is tried: it costs by the delivery."""
SIZE: Final = 64
"""Bytes of a submission and of a message: what counts is how many there are."""
CLOCK: Final = Cause("clock", "m", digest(b"m"))
RECEIPT: Final = Cause("receipt", "r", digest(b"r"))


def body(number: int, size: int) -> bytes:
    """Other bytes for each number."""
    return number.to_bytes(8) * (size // 8)


def make_sealed(home: Home, documents: int) -> None:
    """Documents as the hub writes them, sealed and verified."""
    begun = time.perf_counter()
    trails = Trails(2, body, digest_of(*folders_of(home)), (SIZE, SIZE, SIZE))
    write_trails(home.store_url, documents, trails)
    seal(home)
    print(f"{documents} documents, made and sealed in {time.perf_counter() - begun:.0f} s", flush=True)
    command = [sys.executable, "-m", "hub", "--home", str(home.path), "audit", "verify", "--all"]
    print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), flush=True)


def go_wrong(store: Store) -> None:
    """Silence, contradictions, deliveries that nobody can use, and colleagues who dealt with some of it."""
    late, contradicted = _halves(store.documents.log(Filter(limit=2 * TROUBLED)))
    write(store, *(_observed(one, CLOCK, {"observed": OVERDUE, "event": "W001"}) for one in late))
    write(store, *(_disputed(*_loaded(one)) for one in contradicted))
    write(
        store,
        *(_disputed(*opened("P001", "P002", "Y002", type="premium-payment", party="bank-of-china")) for _ in late),
    )
    write(store, *_kept_apart())
    write(store, Changes(acts=list(_acts(late))))


def _halves(found: list[Document]) -> tuple[list[Document], list[Document]]:
    return found[:TROUBLED], found[TROUBLED:]


def _loaded(document: Document) -> tuple[Books, Document]:
    books = Books(document.updated_at + 1, "0" * 64, "w")
    books.trails.load([document])
    return books, document


def _observed(document: Document, cause: Cause, detail: Mapping[str, Any]) -> Changes:
    books, _ = _loaded(document)
    books.trails.append(document.id, document.status, cause, detail)
    return books.changes()


def _disputed(books: Books, document: Document) -> Changes:
    books.trails.append(document.id, document.status, RECEIPT, {"observed": "contradicts"})
    books.trails.put(books.trails.document(document.id).marked({"contradicts", "told"}))
    return books.changes()


def _kept_apart() -> Iterator[Changes]:
    for number in range(TROUBLED):
        sent = f"<a n='{number}'/>".encode()
        code = "HUB-406" if number < GROUPED else "HUB-404"
        row = a_quarantined(sent, owner="ping-an", code=code, at=SystemClock().now())
        yield Changes(payloads={row.payload: sent}, quarantined=[row])


def _acts(documents: Iterable[Document]) -> Iterator[OperatorAct]:
    who, at = (Colleague(user="zhang"),), SystemClock().now()
    for number, document in enumerate(documents):
        yield OperatorAct(id=f"a-{number}", verb="replay", about=document.id, reason="asked", operators=who, at=at)


def ask(operator: Operator, name: str, command: str, given: tuple[str, ...], rounds: int) -> None:
    """Print what a question costs."""
    words = tuple(filled(command, *given).split()[1:])
    took = operator.times(words, rounds)
    least, usual = min(took), median(took)
    told = "met" if usual <= LONGEST_S else "met by the least" if least <= LONGEST_S else "SHORT"
    print(f"{name:62} least {least:5.2f} s, median {usual:5.2f} s: {told}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--sealed", type=int, default=100_000, help="documents of the store that is verified")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    in_hand = {"NUMBER": (f"r-{given.documents * 2 // 5}",), "GROUP": ("quarantine-hub-406-ping-an",)}
    with server() as postgres, tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        sealed = Operator(postgres, postgres.create(), Path(folder) / "sealed")
        make_sealed(Home(Path(folder) / "sealed"), given.sealed)
        fill(url := postgres.create(), given.documents, MONTHS, FEW, MESSAGES)
        operator = Operator(postgres, url, Path(folder) / "home")
        with closing(open_store(url)) as store:
            go_wrong(store)
        print(f"{given.documents} documents", flush=True)
        for name, command in questions("en").items():
            words = next((found for word, found in in_hand.items() if word in command), ())
            ask(sealed if "audit" in command else operator, name, command, words, given.rounds)


if __name__ == "__main__":
    main()
