"""Copy what is missing, and put the new tables in the places of the old ones: all in the migration's transaction."""

from typing import Final

from sqlalchemy import Connection, text

from adapters.store.compact import postgresql, sqlite
from adapters.store.compact.proofs import prove
from adapters.store.compact.shadows import is_begun, make_shadows
from adapters.store.compact.shapes import AHEAD, Shape
from adapters.store.compact.words import copying, packed

_PARTS: Final = {"postgresql": postgresql, "sqlite": sqlite}


def finish(connection: Connection) -> None:
    """Carry the store over. An older hub may have written since the parts were copied: its rows only grow in number."""
    part = _PARTS[connection.dialect.name]
    part.prepare(connection)
    if not is_begun(connection):  # else it was proved before the first part was copied
        prove(connection)
    make_shadows(connection)
    for shape in AHEAD:
        _copy_missing(connection, shape)
    part.replace(connection)


def _copy_missing(connection: Connection, shape: Shape) -> None:
    dialect = connection.dialect.name
    if _count(connection, shape.table) != _count(connection, f"compact_{shape.table}"):
        key = " AND ".join(f"n.{name} = {packed(dialect, shape.columns[name], f'o.{name}')}" for name in shape.key)
        missing = f"NOT EXISTS (SELECT 1 FROM compact_{shape.table} n WHERE {key})"  # noqa: S608
        connection.execute(text(f"{copying(dialect, shape)} WHERE {missing}"))
    if _count(connection, shape.table) != _count(connection, f"compact_{shape.table}"):
        raise RuntimeError(f"compact_{shape.table} has other rows than {shape.table}")


def _count(connection: Connection, table: str) -> int:
    return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608
