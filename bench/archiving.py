"""`PYTHONPATH=tests:. python bench/archiving.py`: archive a month of closed documents, on both databases.

Writes the rows that the hub would have written, three transitions and two messages a document, seals them, and runs
`hub audit archive`. Tells the speed, the bytes a document takes in the archive, and what the store takes before and
after: what is in use, and what is left when the database has given its free room back.
"""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import verify
from verify import FIRST, HUB, NUMBER, Rows, cpu, postgresql, seal

from adapters.store import tables
from adapters.store.codec import document_values, message_values, transition_values
from adapters.store.packing import pack_rows
from hub.bootstrap.catalogue import folders_of
from hub.bootstrap.home import make_home
from hub.catalogue import digest_of
from hub.home.place import Home
from hub.home.reading import FILE
from hub.model import GENESIS, Cause, Message, Transition, digest
from hub.model.identity import document_id, message_id
from hub.model.month import month_at

MB = 1_000_000
BATCH = 5000
"""Documents that are written in one transaction."""


def a_body(number: int, size: int) -> bytes:
    """Bytes of a message: three fifths are the same in all of them, and the rest (digests, signatures) is noise."""
    same = (b"<Element>value</Element>\n" * size)[: size * 3 // 5]
    return number.to_bytes(8) + same + os.urandom(size - len(same) - 8)


def add(rows: Rows, number: int, catalogue: str) -> None:
    """A submission that was sent to its party and granted."""
    bodies = [a_body(3 * number + part, size) for part, size in enumerate((972, 2557, 2400))]
    submission, sent, answer = map(digest, bodies)
    at, ref = FIRST + number * 1000, f"old-{number}"
    id_ = document_id(HUB, "national", ref, submission, at)
    document = verify.a_document(id_, ref, submission, at, number)
    name = message_id(document, "business", "CreditAuthorization", "ping-an")
    out = Message(
        id=name,
        direction="out",
        party="ping-an",
        kind="business",
        document=id_,
        round=1,
        digest=sent,
        size=len(bodies[1]),
        answers=None,
        at=at,
        catalogue=catalogue,
    )
    reply = replace(out, id=f"r-{number}", direction="in", kind="receipt", digest=answer, size=len(bodies[2]))
    head, status = GENESIS, None
    causes = (Cause("document", ref, submission), Cause("confirm", name, sent), Cause("receipt", reply.id, answer))
    for seq, (after, cause) in enumerate(zip(("P001", "P002", "S"), causes, strict=True), 1):
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
    rows["payload"] += zip((submission, sent, answer), bodies, strict=True)
    rows["document"].append(document_values(replace(document, seq=3, head=head, status="S")))
    rows["message"] += [message_values(one, NUMBER) for one in (out, replace(reply, answers=name))]


def fill(url: str, documents: int, catalogue: str) -> None:
    """Write so many documents."""
    is_postgresql = url.startswith("postgresql")
    write, dialect = (verify.to_postgresql, "postgresql") if is_postgresql else (verify.to_sqlite, "sqlite")
    with write(url) as insert:
        insert("catalogue", ["number", "digest"], [(NUMBER, catalogue)])
        for start in range(0, documents, BATCH):
            rows: Rows = {name: [] for name in ("payload", "document", "message", "transition")}
            for number in range(start, min(start + BATCH, documents)):
                add(rows, number, catalogue)
            for name, values in rows.items():
                columns = list(tables.metadata.tables[name].columns)
                insert(name, [column.name for column in columns], pack_rows(columns, values, dialect))


def size_of(url: str, *, anew: bool = False) -> tuple[float, float, float]:
    """MB of the whole store, of its transitions, and of its stored bytes; `anew`: with all free room given back."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM (FULL)" if anew else "VACUUM")
            asked = (
                "SELECT sum(pg_total_relation_size(oid)), "
                "sum(pg_total_relation_size(oid)) FILTER (WHERE relname LIKE 'transition%'), "
                "sum(pg_total_relation_size(oid)) FILTER (WHERE relname = 'payload') "
                "FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            )
            found = connection.execute(asked).fetchone()
            assert found is not None
            return float(found[0]) / MB, float(found[1]) / MB, float(found[2]) / MB
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        if anew:
            connection.execute("VACUUM")
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        asked = "SELECT sum(pgsize) FROM dbstat WHERE name = ?"
        parts = [connection.execute(asked, [name]).fetchone()[0] / MB for name in ("transition", "payload")]
        return (pages - free) * size / MB, parts[0], parts[1]


def measure(url: str, documents: int) -> None:
    """Make the store, and archive it."""
    folder, kind = Path(tempfile.mkdtemp(prefix="hub-bench-")), url.partition(":")[0]
    try:
        (folder / FILE).write_text(f'id = "{HUB}"\nstore = "{url}"\ndxp_id = "HUB0001"\n', "utf-8")
        home = Home(folder)
        make_home(home, ["ping-an"], ["national"])
        fill(url, documents, digest_of(*folders_of(home)))
        make_home(home, ["ping-an"], ["national"])  # on PostgreSQL: the rows move to the place of their month
        seal(home)
        _tell(kind, "before", size_of(url))
        begun, before = time.perf_counter(), cpu()
        words = ["archive", "--before", str(month_at(FIRST).later(1)), "--reason", "bench"]
        command = [sys.executable, "-m", "hub", "--home", str(folder), "audit", *words]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        wall, used = time.perf_counter() - begun, cpu() - before
        print(f"{kind}: {documents} documents in {wall:.1f} s, {used:.1f} s of processor time", flush=True)
        print(told, flush=True)
        archived = sum(file.stat().st_size for file in home.archives.rglob("*") if file.is_file())
        print(f"{kind}: {archived / documents:.0f} bytes a document in the archive", flush=True)
        _tell(kind, "after", size_of(url))
        _tell(kind, "written anew", size_of(url, anew=True))
    finally:
        shutil.rmtree(folder)


def _tell(kind: str, when: str, sizes: tuple[float, float, float]) -> None:
    whole, trails, stored = sizes
    print(f"{kind} {when}: {whole:.1f} MB, transitions {trails:.1f} MB, stored bytes {stored:.1f} MB", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), default="")
    given = parser.parse_args()
    if given.on != "postgresql":
        with tempfile.TemporaryDirectory(prefix="hub-bench-") as place:
            measure(f"sqlite:///{place}/store.sqlite", given.documents)
    if given.on != "sqlite":
        with postgresql() as address:
            measure(address, given.documents)
