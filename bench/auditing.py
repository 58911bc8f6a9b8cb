"""`python bench/auditing.py`: verify a store of a million transitions, on both databases.

Makes a store through the hub's own way of writing, so that all hashes are right, seals it, and runs `hub audit verify`:
whole, and then again with nothing new.
"""

import argparse
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

from ground import DurablePostgres
from services import postgresql as services_postgresql

from adapters.store import open_store
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.home import make_home
from hub.bootstrap.sealing import open_sealer
from hub.flow.sealing import SealingLine
from hub.home.place import Home
from hub.home.reading import FILE
from hub.model import GENESIS, Books, Cause, Document, Message, digest
from hub.model.identity import document_id, message_id

HUB = "hub"
BATCH = 500
"""Documents that are written in one transaction."""
PROCESSES = 2
FIRST = 1_700_000_000_000_000
CATALOGUE = digest(b"catalogue")
NOISE = os.urandom(1 << 20)


def body(number: int, size: int) -> bytes:
    """Bytes that do not compress, other ones for each number."""
    at = number * 97 % (len(NOISE) - size)
    return number.to_bytes(8) + NOISE[at : at + size - 8]


def add(books: Books, number: int) -> None:
    """A submission that was sent to its party: two transitions, as most documents have them for a while."""
    submission, at, ref = body(number, 972), FIRST + number * 1000, f"old-{number}"
    payload = digest(submission)
    document = Document(
        id=document_id(HUB, "national", ref, payload, at),
        type="credit-authorization",
        sender="national",
        sender_ref=ref,
        content=payload,
        payload=payload,
        portal="national",
        party="ping-an",
        enterprise=f"91310000MB{number:08}",
        enterprise_name="某某进出口有限公司",
        status="",
        head=GENESIS,
        created_at=at,
        updated_at=at,
        submitted_at=at,
    )
    books.post.keep_payload(payload, submission)
    books.trails.open(document)
    books.trails.append(document.id, "P001", Cause("document", ref, payload))
    sent = body(number, 2557)
    message = Message(
        id=message_id(document, "business", "CreditAuthorization", "ping-an"),
        direction="out",
        party="ping-an",
        kind="business",
        document=document.id,
        round=1,
        digest=digest(sent),
        size=len(sent),
        answers=None,
        at=at,
        catalogue=CATALOGUE,
    )
    books.post.keep(message, sent)
    books.trails.append(document.id, "P002", Cause("confirm", message.id, message.digest))


def fill(url: str, numbers: range) -> None:
    with closing(open_store(url)) as store:
        for start in range(numbers.start, numbers.stop, BATCH):
            books = Books(FIRST + start * 1000, CATALOGUE, "worker-1")
            for number in range(start, min(start + BATCH, numbers.stop)):
                add(books, number)
            with store.transactions.begin() as unit:
                unit.write(books.changes())


def seal(home: Home) -> None:
    signer = open_sealer(home)
    assert signer is not None
    with closing(open_store(home.store_url)) as store:
        line = SealingLine(store.log, signer, SystemClock())
        while line.is_due():
            line.run()


def measure(url: str, documents: int) -> None:
    """Make the store, then verify it."""
    folder = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    try:
        (folder / FILE).write_text(f'id = "{HUB}"\nstore = "{url}"\ndxp_id = "HUB0001"\n', "utf-8")
        home, begun = Home(folder), time.perf_counter()
        make_home(home, ["ping-an"], ["national"])
        parts = PROCESSES if url.startswith("postgresql") else 1
        ends = [documents * n // parts for n in range(parts + 1)]
        with ProcessPoolExecutor(parts, multiprocessing.get_context("spawn")) as pool:
            list(pool.map(fill, [url] * parts, map(range, ends, ends[1:])))
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


def cpu() -> float:
    """Seconds of processor time of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def postgresql() -> Iterator[str]:
    programs = services_postgresql._programs()
    if programs is None:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    server = DurablePostgres(programs)
    server.start()
    try:
        yield server.create()
    finally:
        server.remove()


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
