"""Copy what only grows, a part at a time, each part in a transaction of its own."""

from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text

from adapters.store.backend import Backend
from adapters.store.compact.proofs import prove
from adapters.store.compact.shadows import make_shadows
from adapters.store.compact.shapes import AHEAD, Shape
from adapters.store.compact.words import copying, order, unpacked

PART: Final = 20_000
"""Rows that are copied at a time."""
Tell = Callable[[str, int, int], None]
"""Told after each part: the table, the rows that are copied, and all its rows."""


def carry_ahead(engine: Engine, backend: Backend, tell: Tell) -> bool:
    """Copy what an older store has; return whether there is a large one to carry over.

    Safe to kill and to repeat, also by several processes at once: each part goes on behind the newest copied row.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        backend.exclusively(connection)
        if not _is_older(connection) or _are_few(connection):
            return False
        prove(connection)
        make_shadows(connection)
        counts = [(_count(connection, f"compact_{one.table}"), _count(connection, one.table)) for one in AHEAD]
    for shape, (done, all_) in zip(AHEAD, counts, strict=True):
        for copied in accumulate(_parts(engine, backend, shape), initial=done):
            tell(shape.table, copied, max(copied, all_))
    return True


def _parts(engine: Engine, backend: Backend, shape: Shape) -> Iterator[int]:
    """Copy part after part; the number of rows of each."""
    while copied := _copy_part(engine, backend, shape):
        yield copied


def _is_older(connection: Connection) -> bool:
    """Whether the store has tables, and was not carried over yet."""
    found = inspect(connection)
    return found.has_table("transition") and not found.has_table("catalogue")


def _are_few(connection: Connection) -> bool:
    """Whether all that only grows is one part: the migration then copies it by itself."""
    return all(_count(connection, shape.table) <= PART for shape in AHEAD)


def _copy_part(engine: Engine, backend: Backend, shape: Shape) -> int:
    """Copy the next rows; return their number, 0 if there were none."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        backend.exclusively(connection)
        if not _is_older(connection):
            return 0
        dialect, last = connection.dialect.name, _last(connection, shape)
        names = list(order(dialect, shape))
        key = ", ".join(f"o.{name}" for name in names)
        behind = f" WHERE ({key}) > ({', '.join(f':{name}' for name in names)})" if last else ""
        statement = f"{copying(dialect, shape)}{behind} ORDER BY {key} LIMIT {PART}"
        return connection.execute(text(statement), last).rowcount


def _last(connection: Connection, shape: Shape) -> dict[str, object]:
    """Where the newest copied row is in the old table; empty if there is none."""
    dialect = connection.dialect.name
    by = order(dialect, shape)
    values = ", ".join(f"{unpacked(dialect, how, name)} AS {name}" for name, how in by.items())
    newest = ", ".join(f"n.{name} DESC" for name in by)
    row = connection.execute(text(f"SELECT {values} FROM compact_{shape.table} n ORDER BY {newest} LIMIT 1")).first()  # noqa: S608
    return dict(row._mapping) if row else {}


def _count(connection: Connection, table: str) -> int:
    return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608
