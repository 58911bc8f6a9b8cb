"""SQLite: one writer at a time, from the first statement of its transaction."""

import json
import os
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
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
from adapters.store.columns import Packed, unhex
from adapters.store.failures import Kind, kind_of_sqlite, translate_failures
from adapters.store.packing import hex_keys, pack_keys, pack_rows
from adapters.store.revisions import prove_carried, prove_revision
from hub.errors import StoreForbidden, StoreNotDurable, StoreNotReady, StoreUnavailable
from hub.text.bilingual import Bilingual
from hub.text.urls import is_to_read

BUSY_TIMEOUT_S = 20
"""Seconds that a writer waits for the writer before it."""
MIGRATION_TIMEOUT_S = 600
"""Seconds to wait for another process that migrates."""
PRAGMAS = ("synchronous=FULL", "cache_size=-32000")
FULL = 2
"""SQLite's number for `synchronous=FULL`."""
PAUSE = 0.05
"""Seconds between two attempts to turn a file to WAL while another process does the same."""
DIALECT = sqlite.dialect(paramstyle="qmark")
Mode = Literal["rwc", "rw", "ro"]
"""SQLite's: whoever migrates makes the file; others find it, or only read it."""


class Sqlite:
    """A Backend for SQLite, in a file."""

    blocks_whole = True
    of_one_moment: Mapping[str, Any] = MappingProxyType({})
    """No options: every transaction reads the state of its first read."""
    clock: str | None = None

    def engine(self, url: str, *, create: bool = False) -> Engine:
        file, timeout_s = _file(make_url(url)), MIGRATION_TIMEOUT_S if create else BUSY_TIMEOUT_S
        mode: Mode = "rwc" if create else "ro" if is_to_read(url) else "rw"
        engine = create_engine(_as_uri(make_url(url), mode), connect_args={"timeout": timeout_s}, hide_parameters=True)
        translate_failures(engine)
        event.listen(engine, "do_connect", _opening(file, mode))
        event.listen(engine, "checkin", _use_once)
        event.listen(engine, "begin", _begin)
        return engine

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], clash: Clash) -> None:
        if rows:
            connection.exec_driver_sql(_insert(table, clash), list(pack_rows([*table.columns], rows, "sqlite")))

    def update(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[tuple[Any, ...]],
        guard: Column[Any] | None = None,
        held: Sequence[Any] = (),
    ) -> int:
        if not rows:
            return 0
        keys, guards = len(table.primary_key), [] if guard is None else [guard]
        packed = pack_rows([*table.columns], rows, "sqlite")
        held_rows = pack_rows(guards, [(was,) for was in held], "sqlite") if guards else [()] * len(rows)
        turned = [(*row[keys:], *row[:keys], *was) for row, was in zip(packed, held_rows, strict=True)]
        return connection.exec_driver_sql(_update(table, guard), turned).rowcount

    def delete(self, connection: Connection, columns: Sequence[Column[Any]], keys: Sequence[tuple[Any, ...]]) -> None:
        if packed := pack_keys(columns, keys, "sqlite"):
            connection.exec_driver_sql(_delete(*columns), packed)

    def among(self, columns: Sequence[Column[Any]]) -> ColumnElement[bool]:
        """The keys are sent as one JSON value, because SQLite limits the number of parameters."""
        each = func.json_each(bindparam("keys", type_=Text)).table_valued("value")
        parts = [func.json_extract(each.c.value, f"$[{place}]") for place in range(len(columns))]
        found = [func.unhex(p) if isinstance(c.type, Packed) else p for c, p in zip(columns, parts, strict=True)]
        return tuple_(*columns).in_(select(*found))

    def each(self, columns: Sequence[Column[Any]]) -> None:  # noqa: ARG002  # no table is divided
        return None

    def keys(self, columns: Sequence[Column[Any]], keys: Collection[tuple[Any, ...]]) -> dict[str, Any]:
        return {"keys": json.dumps(hex_keys(columns, keys))}

    def hold_divisions(self, connection: Connection) -> None:
        """Does nothing: no table is divided."""

    def exclusively(self, connection: Connection) -> None:
        """Does nothing: BEGIN IMMEDIATE keeps all others out."""

    def count_in_indexes(self, connection: Connection) -> None:
        """SQLite does."""

    @contextmanager
    def reading_any_text(self, connection: Connection) -> Iterator[None]:
        """SQLite keeps any bytes as text: those that are no UTF-8 become lone surrogates."""
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        try:
            yield
        finally:
            driver.text_factory = str


def _as_uri(url: URL, mode: Mode) -> URL:
    """The same file, opened in this mode."""
    path = quote(str(_file(url)))
    return url.set(database=f"file:{path}", query={"mode": mode, "uri": "true"})


def _file(url: URL) -> Path:
    return Path(url.database or "").absolute()


def _opening(file: Path, mode: Mode) -> Callable[..., sqlite3.Connection]:
    """A function that opens connections to this file.

    WAL needs a `-wal` and a `-shm` beside the file. A reader who may not create them uses those of a running hub. If
    the hub has ended and removed them, the file is complete, and is read as if nobody could change it: for one use
    only, because a hub may start.
    """

    create = mode == "rwc"

    def connect(_dialect: object, record: Any, places: Sequence[Any], options: dict[str, Any]) -> sqlite3.Connection:
        try:
            opened = sqlite3.connect(*places, **options)
            return _prepared(opened, None if mode == "ro" else options["timeout"], create)
        except sqlite3.OperationalError as error:
            if _is_at_rest(file):
                record.info["once"] = True
                return _prepared(sqlite3.connect(f"file:{quote(str(file))}?immutable=1", **options), None, create)
            raise _kind(file, create, error)(f"{file}: {error}") from error
        except sqlite3.DatabaseError as error:  # for example a file that is not a database
            raise kind_of_sqlite(error)(f"{file}: {error}") from error

    return connect


def _kind(file: Path, create: bool, error: sqlite3.Error) -> Kind:
    """Why a file cannot be opened: no permission, no file, or another failure."""
    try:
        file.stat()
    except PermissionError:
        return StoreForbidden
    except OSError:
        return StoreUnavailable if create else StoreNotReady
    return kind_of_sqlite(error) if os.access(file, os.R_OK) else StoreForbidden


def _prepared(connection: sqlite3.Connection, timeout_s: float | None, migrates: bool) -> sqlite3.Connection:
    """Prepare a connection for use; `timeout_s` in seconds, None if it only reads.

    A migration puts tables in the places of others, so it checks references at its end instead.
    """
    connection.isolation_level = None  # sqlite3 would begin transactions by itself, and too late
    connection.create_function("unhex", 1, unhex, deterministic=True)
    try:
        if timeout_s is not None:
            _turn_to_wal(connection, timeout_s)
            for pragma in (*PRAGMAS, f"foreign_keys={'OFF' if migrates else 'ON'}"):
                connection.execute(f"PRAGMA {pragma}").close()
            _prove_durable(connection)
        else:
            connection.execute("PRAGMA query_only=ON").close()
        _prove_revision(connection, migrates)
    except (sqlite3.Error, StoreUnavailable):
        connection.close()
        raise
    return connection


def _turn_to_wal(connection: sqlite3.Connection, timeout_s: float) -> None:
    """Turn the file to WAL. If two processes do this at once, SQLite reports busy to one of them without waiting."""
    end = time.monotonic() + timeout_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(PAUSE)
        else:
            return


def _prove_durable(connection: sqlite3.Connection) -> None:
    """Raise StoreNotDurable if the pragmas have no effect, for example on a file system without shared memory."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
    if (mode, synchronous) != ("wal", FULL):
        raise StoreNotDurable(
            Bilingual(
                f"journal_mode 为 {mode}、synchronous 为 {synchronous}，应为 wal 和 {FULL}",
                f"journal_mode is {mode} and synchronous is {synchronous}, not wal and {FULL}",
            )
        )


def _prove_revision(connection: sqlite3.Connection, migrates: bool) -> None:
    """Raise StoreNewer or StoreNotReady; a store that is not made yet has no revision."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE name IN ('alembic_version', 'catalogue')")
    if ("alembic_version",) in (found := tables.fetchall()):
        prove_revision([version for (version,) in connection.execute("SELECT version_num FROM alembic_version")])
        prove_carried(migrates or ("catalogue",) in found)


def _is_at_rest(file: Path) -> bool:
    """Whether the hub may read the file, may write nothing beside it, and nobody else has the file open."""
    may_read = os.access(file, os.R_OK) and not os.access(file.parent, os.W_OK)
    return may_read and not os.access(f"{file}-wal", os.F_OK)


def _use_once(_connection: object, record: Any) -> None:
    if record.info.get("once"):
        record.invalidate()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@cache
def _insert(table: Table, clash: Clash) -> str:
    return _compiled(
        settle(sqlite.insert(table).values({c.name: bindparam(c.name) for c in table.columns}), table, clash)
    )


@cache
def _update(table: Table, guard: Column[Any] | None) -> str:
    keys = list(table.primary_key.columns)
    values: list[tuple[Any, Any]] = [(c, bindparam(f"new_{c.name}")) for c in table.columns if c not in keys]
    matches = [c == bindparam(f"old_{c.name}") for c in (*keys, *([] if guard is None else [guard]))]
    return _compiled(update(table).ordered_values(*values).where(*matches))


@cache
def _delete(*columns: Column[Any]) -> str:
    return _compiled(delete(columns[0].table).where(*(c == bindparam(c.name) for c in columns)))


def _compiled(statement: Insert | Update | Delete) -> str:
    """The SQL text for the driver: compiled once, for rows that need no conversion."""
    return str(statement.compile(dialect=DIALECT))
