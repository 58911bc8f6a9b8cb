"""`python bench/carry.py`: carry stores of an older release over to compact rows, on both databases.

Makes a store as the release before migration 0030 left it, with a million transitions, and upgrades it. Prints the
time, and the bytes of each table before and after, by transition: with its indexes, as the database counts them.
"""

import argparse
import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from ground import DurablePostgres
from long import RESULTS
from older_rows import FILL, rows_of
from services import postgresql as services_postgresql
from sqlalchemy import create_engine, make_url

from adapters.store import upgrade
from adapters.store.schema import upgrade as carry

BEFORE = "0021"
TABLES = ("transition", "document", "message", "payload")
PART = 10_000
SIZES = """
    SELECT t.name, sum(pg_total_relation_size(c.oid))::bigint
    FROM unnest(%s::text[]) AS t (name) JOIN pg_class c ON c.relkind = 'r'
        AND (c.relname = t.name OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass(t.name)))
    GROUP BY 1
"""
DBSTAT = """
    SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize)
    FROM dbstat s LEFT JOIN sqlite_schema m ON m.name = s.name GROUP BY 1
"""
Sizes = Mapping[str, int]


def made(url: str) -> None:
    """A store of the older release, without rows."""
    target, config = make_url(url), Config()
    engine = create_engine(target.set(drivername="postgresql+psycopg") if "postgresql" in url else target)
    config.set_main_option("script_location", "adapters.store:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
    engine.dispose()


@contextmanager
def postgresql(documents: int) -> Iterator[tuple[str, Callable[[], Sizes]]]:
    programs = services_postgresql._programs()
    if programs is None:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    server = DurablePostgres(programs)
    server.start()
    try:
        made(url := server.create())
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in FILL:
                connection.execute(statement.format(documents=documents))

        def sizes() -> Sizes:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
                return dict(connection.execute(SIZES, [list(TABLES)]).fetchall())

        yield url, sizes
    finally:
        server.remove()


@contextmanager
def sqlite(documents: int) -> Iterator[tuple[str, Callable[[], Sizes]]]:
    folder = Path(tempfile.mkdtemp(prefix="hub-carry-", dir="/var/tmp"))
    try:
        made(url := f"sqlite:///{folder / 'store.sqlite'}")
        with closing(sqlite3.connect(folder / "store.sqlite")) as connection:
            for first in range(1, documents + 1, PART):
                for table, rows in rows_of(range(first, min(first + PART, documents + 1))).items():
                    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
                connection.commit()

        def sizes() -> Sizes:
            with closing(sqlite3.connect(folder / "store.sqlite")) as connection:
                found = dict(connection.execute(DBSTAT).fetchall())
                return {table: found[table] for table in TABLES}

        yield url, sizes
    finally:
        shutil.rmtree(folder)


def measured(url: str, sizes: Callable[[], Sizes], transitions: int) -> dict[str, Any]:
    """Upgrade the store, and say what changed."""
    before, begun = sizes(), time.perf_counter()
    parts: dict[str, float] = {}
    carry(url, lambda table, _copied, _all: parts.__setitem__(table, round(time.perf_counter() - begun, 1)))
    seconds = time.perf_counter() - begun
    upgrade(url)  # changes nothing more
    after = sizes()
    print(f"{transitions} transitions carried over in {seconds:.0f} s; tables were copied at {parts} s")
    for name, columns in (("before", before), ("after", after)):
        each = ", ".join(f"{table} {size / transitions:.0f}" for table, size in columns.items())
        print(f"{name:>7}: {each}; bytes a transition")
    return {"seconds": round(seconds, 1), "copied_at": parts, "before": before, "after": after}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--transitions", type=int, default=1_000_000)
    parser.add_argument("--store", choices=["sqlite", "postgresql"], help="only this one")
    given = parser.parse_args()
    found: dict[str, Any] = {"transitions": given.transitions}
    for name, place in (("postgresql", postgresql), ("sqlite", sqlite)):
        if given.store in (None, name):
            print(name)
            with place(given.transitions // 2) as (url, sizes):
                found[name] = measured(url, sizes, given.transitions)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "carry.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
