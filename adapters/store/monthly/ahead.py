"""Copy the transitions, a part at a time, each part in a transaction of its own."""

from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from adapters.store.backend import Backend
from adapters.store.monthly.shadow import COPYING, OLD, SHADOW, make_shadow
from adapters.store.partitions import is_divided

PART: Final = 20_000
"""Rows that are copied at a time."""
Tell = Callable[[str, int, int], None]
"""Told after each part: the table, the rows that are copied, and all its rows."""
_LAST: Final = f"SELECT document, seq FROM {SHADOW} ORDER BY document DESC, seq DESC LIMIT 1"  # noqa: S608


def carry_ahead(engine: Engine, backend: Backend, tell: Tell) -> None:
    """Copy what a store with compact rows has. Does nothing to other stores, nor to one whose rows are one part.

    Safe to kill and to repeat, also by several processes at once: each part goes on behind the newest copied row.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        backend.exclusively(connection)
        if not is_whole(connection) or count(connection, OLD) <= PART:
            return
        make_shadow(connection)
        done, all_ = count(connection, SHADOW), count(connection, OLD)
    for copied in accumulate(_parts(engine, backend), initial=done):
        tell(OLD, copied, max(copied, all_))


def is_whole(connection: Connection) -> bool:
    """Whether the store is on PostgreSQL, has compact rows, and was not divided yet."""
    if connection.dialect.name != "postgresql":
        return False
    found = inspect(connection)
    return found.has_table(OLD) and found.has_table("catalogue") and not is_divided(connection)


def count(connection: Connection, table: str) -> int:
    return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608


def _parts(engine: Engine, backend: Backend) -> Iterator[int]:
    """Copy part after part; the number of rows of each."""
    while copied := _copy_part(engine, backend):
        yield copied


def _copy_part(engine: Engine, backend: Backend) -> int:
    """Copy the next rows; return their number, 0 if there were none."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        backend.exclusively(connection)
        if not is_whole(connection):
            return 0
        row = connection.execute(text(_LAST)).first()
        last = dict(row._mapping) if row else {}
        behind = " WHERE (o.document, o.seq) > (:document, :seq)" if last else ""
        return connection.execute(text(f"{COPYING}{behind} ORDER BY o.document, o.seq LIMIT {PART}"), last).rowcount
