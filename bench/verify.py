"""`PYTHONPATH=tests:. python bench/verify.py`: verify a store of a million transitions, on both databases.

Writes the rows that the hub would have written, with all hashes right, seals them by the hub's own sealer, and runs
`hub audit verify`: whole, and then again with nothing new.
"""

import argparse
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from ground import DurablePostgres
from services import postgresql as services_postgresql

from adapters.store import open_store, tables
from adapters.store.codec import document_values, message_values, transition_values
from adapters.store.packing import pack_rows
from hub.bootstrap.catalogue import folders_of
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.home import make_home
from hub.bootstrap.sealing import open_sealer
from hub.catalogue import digest_of
from hub.flow.sealing import SealingLine
from hub.home.place import Home
from hub.home.reading import FILE
from hub.model import GENESIS, Cause, Document, Message, Transition, digest
from hub.model.identity import document_id, message_id
from hub.model.record_number import record_numbers

HUB = "hub"
BATCH = 5000
"""Documents that are written in one transaction."""
FIRST = 1_700_000_000_000_000
NUMBER = 1
"""The number of the catalogue."""
NOISE = os.urandom(1 << 20)
Rows = dict[str, list[tuple[Any, ...]]]
"""By table, in the order of its columns."""


def body(number: int, size: int) -> bytes:
    """Bytes that do not compress, other ones for each number."""
    at = number * 97 % (len(NOISE) - size)
    return number.to_bytes(8) + NOISE[at : at + size - 8]


def add(rows: Rows, number: int, catalogue: str) -> None:
    """A submission that was sent to its party: two transitions, as most documents have them for a while."""
    submission, sent, at, ref = body(number, 972), body(number, 2557), FIRST + number * 1000, f"old-{number}"
    payload = digest(submission)
    id_ = document_id(HUB, "national", ref, payload, at)
    document = a_document(id_, ref, payload, at, number)
    name = message_id(document, "business", "CreditAuthorization", "ping-an")
    message = Message(
        id=name,
        direction="out",
        party="ping-an",
        kind="business",
        document=id_,
        round=1,
        digest=digest(sent),
        size=len(sent),
        answers=None,
        at=at,
        catalogue=catalogue,
    )
    head, status = GENESIS, None
    for seq, (after, cause) in enumerate(
        [("P001", Cause("document", ref, payload)), ("P002", Cause("confirm", name, message.digest))], 1
    ):
        row = Transition(
            document=id_,
            seq=seq,
            track="main",
            before=status,
            after=after,
            cause=cause,
            detail={},
            at=at,
            catalogue=catalogue,
            previous=head,
        ).sealed()
        head, status = row.hash, after
        rows["transition"].append(transition_values(row, NUMBER))
    rows["payload"] += [(payload, submission), (message.digest, sent)]
    rows["document"].append(document_values(replace(document, seq=2, head=head)))
    rows["message"].append(message_values(message, NUMBER))


def a_document(id_: str, ref: str, payload: str, at: int, number: int) -> Document:
    return Document(
        id=id_,
        type="credit-authorization",
        sender="national",
        sender_ref=ref,
        content=payload,
        payload=payload,
        portal="national",
        party="ping-an",
        enterprise=f"91310000MB{number:08}",
        enterprise_name="某某进出口有限公司",
        status="P002",
        head=GENESIS,
        created_at=at,
        updated_at=at,
        submitted_at=at,
        record=next(iter(record_numbers(id_, at))),
    )


def fill(url: str, documents: int, catalogue: str) -> None:
    """Write so many documents."""
    write, dialect = (to_postgresql, "postgresql") if url.startswith("postgresql") else (to_sqlite, "sqlite")
    with write(url) as insert:
        insert("catalogue", ["number", "digest"], [(NUMBER, catalogue)])
        for start in range(0, documents, BATCH):
            rows: Rows = {name: [] for name in ("payload", "document", "message", "transition")}
            for number in range(start, min(start + BATCH, documents)):
                add(rows, number, catalogue)
            for name, values in rows.items():
                columns = list(tables.metadata.tables[name].columns)
                insert(name, [column.name for column in columns], pack_rows(columns, values, dialect))


@contextmanager
def to_sqlite(url: str) -> Iterator[Any]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:

        def insert(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
            connection.commit()

        yield insert


@contextmanager
def to_postgresql(url: str) -> Iterator[Any]:
    with psycopg.connect(url) as connection:

        def insert(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
            with connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            connection.commit()

        yield insert
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


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
        fill(url, documents, digest_of(*folders_of(home)))
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
