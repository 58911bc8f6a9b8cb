"""SQLite: one writer at a time, who knows so from its first statement."""

import json
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Column,
    ColumnElement,
    Connection,
    Delete,
    Engine,
    Insert,
    Table,
    Text,
    Update,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    make_url,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import sqlite

from adapters.store.backend import Clash, settle
from adapters.store.failures import translate_failures

BUSY_TIMEOUT = 20
"""Seconds a writer waits for the one before it."""
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000")
DIALECT = sqlite.dialect(paramstyle="qmark")


class Sqlite:
    """A Backend: SQLite, in a file."""

    blocks_whole = True

    def engine(self, url: str, *, create: bool = False) -> Engine:
        engine = create_engine(_as_uri(make_url(url), create), connect_args={"timeout": BUSY_TIMEOUT})
        translate_failures(engine)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], clash: Clash) -> None:
        if rows:
            connection.exec_driver_sql(_insert(table, clash), list(rows))

    def update(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> int:
        if not rows:
            return 0
        keys = len(table.primary_key)
        turned = [(*row[keys:], *row[:keys]) for row in rows]
        return connection.exec_driver_sql(_update(table), turned).rowcount

    def delete(self, connection: Connection, columns: Sequence[Column[Any]], keys: Sequence[tuple[Any, ...]]) -> None:
        if keys:
            connection.exec_driver_sql(_delete(*columns), list(keys))

    def among(self, columns: Sequence[Column[Any]]) -> ColumnElement[bool]:
        """The keys travel as one JSON value, for SQLite limits the number of parameters."""
        each = func.json_each(bindparam("keys", type_=Text)).table_valued("value")
        parts = [func.json_extract(each.c.value, f"$[{place}]") for place in range(len(columns))]
        return tuple_(*columns).in_(select(*parts))

    def keys(self, columns: Sequence[Column[Any]], keys: Collection[tuple[Any, ...]]) -> dict[str, Any]:  # noqa: ARG002  # PostgreSQL needs the columns
        return {"keys": json.dumps(list(keys))}

    def exclusively(self, connection: Connection) -> None:
        """Nothing to do: BEGIN IMMEDIATE keeps all others out."""


def _as_uri(url: URL, create: bool) -> URL:
    """The same file, but opening it never makes it, unless that is wanted."""
    path = quote(str(Path(url.database or "").absolute()))
    return url.set(database=f"file:{path}", query={"mode": "rwc" if create else "rw", "uri": "true"})


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 would begin transactions by itself, and too late
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@cache
def _insert(table: Table, clash: Clash) -> str:
    return _compiled(
        settle(sqlite.insert(table).values({c.name: bindparam(c.name) for c in table.columns}), table, clash)
    )


@cache
def _update(table: Table) -> str:
    keys = list(table.primary_key.columns)
    values: list[tuple[Any, Any]] = [(c, bindparam(f"new_{c.name}")) for c in table.columns if c not in keys]
    matches = [c == bindparam(f"old_{c.name}") for c in keys]
    return _compiled(update(table).ordered_values(*values).where(*matches))


@cache
def _delete(*columns: Column[Any]) -> str:
    return _compiled(delete(columns[0].table).where(*(c == bindparam(c.name) for c in columns)))


def _compiled(statement: Insert | Update | Delete) -> str:
    """The statement as the driver takes it: compiled once, for rows that need no conversion."""
    return str(statement.compile(dialect=DIALECT))
