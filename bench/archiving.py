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
from pathlib import Path

import psycopg
from sealed_trails import FIRST, HUB, Trails, cpu, fill, postgresql, seal

from hub.bootstrap.catalogue import folders_of
from hub.bootstrap.home import make_home
from hub.catalogue import digest_of
from hub.home.place import Home
from hub.home.reading import FILE
from hub.model.month import month_at

MB = 1_000_000


def a_body(number: int, size: int) -> bytes:
    """Bytes of a message: three fifths are the same in all of them, and the rest (digests, signatures) is noise."""
    same = (b"<Element>value</Element>\n" * size)[: size * 3 // 5]
    return number.to_bytes(8) + same + os.urandom(size - len(same) - 8)


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
        fill(url, documents, Trails(3, a_body, digest_of(*folders_of(home))))
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
