"""PostgreSQL by psycopg 3. Whole columns are sent as arrays, so that a batch is one statement."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from psycopg.types.array import ListBinaryDumper
from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Delete,
    Engine,
    Insert,
    LargeBinary,
    Select,
    Table,
    Text,
    Update,
    any_,
    bindparam,
    column,
    create_engine,
    delete,
    event,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from adapters.store.address import address
from adapters.store.backend import Clash, settle
from adapters.store.failures import translate_failures
from adapters.store.revisions import prove_revision
from adapters.store.tls import modern

CONNECT_TIMEOUT = "10"
"""Seconds, unless the URL says otherwise."""
LOCK_TIMEOUT: Final = "10s"
"""The longest wait for a lock. No transaction of the hub holds a lock as long, so a longer wait is reported."""
MIGRATION_TIMEOUT: Final = "10min"
"""The longest wait for another process that migrates."""
FORCED: Final = """
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')
"""
"""Committed data is on the server's disk, whatever the server's, database's, role's or URL's setting.

A stronger setting is kept.
"""
READABLE: Final = "SELECT coalesce(has_table_privilege(to_regclass('alembic_version'), 'SELECT'), false)"
MIGRATION_LOCK = 0x68756273746F7265
"""Number of the advisory lock: "hubstore" in ASCII."""


class Postgresql:
    """A Backend for PostgreSQL."""

    blocks_whole = False
    of_one_moment: Mapping[str, Any] = MappingProxyType(
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )
    clock: str | None = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

    def engine(self, url: str, *, create: bool = False) -> Engine:  # noqa: ARG002  # a server's operator makes databases
        target = modern(address(url).set(drivername="postgresql+psycopg"))
        with_timeout = target.update_query_dict({"connect_timeout": CONNECT_TIMEOUT, **target.query})
        engine = create_engine(with_timeout, isolation_level="READ COMMITTED", pool_pre_ping=True, hide_parameters=True)
        translate_failures(engine)
        event.listen(engine, "connect", _prepare)
        return engine

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], clash: Clash) -> None:
        if rows:
            connection.execute(_insert(table, clash), _turned(table.columns, rows))

    def update(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> int:
        return connection.execute(_update(table), _turned(table.columns, rows)).rowcount if rows else 0

    def delete(self, connection: Connection, columns: Sequence[Column[Any]], keys: Sequence[tuple[Any, ...]]) -> None:
        if keys:
            connection.execute(_delete(*columns), _turned(columns, keys))

    def among(self, columns: Sequence[Column[Any]]) -> ColumnElement[bool]:
        """For one column, the keys are elements of an array: PostgreSQL then always uses the index."""
        if len(columns) == 1:
            return columns[0] == any_(_array(columns[0]))
        return tuple_(*columns).in_(_unnested(columns))

    def keys(self, columns: Sequence[Column[Any]], keys: Collection[tuple[Any, ...]]) -> dict[str, Any]:
        return _turned(columns, keys)

    def exclusively(self, connection: Connection) -> None:
        connection.execute(text(f"SET LOCAL lock_timeout = '{MIGRATION_TIMEOUT}'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))


def _prepare(connection: Any, _record: object) -> None:
    connection.adapters.register_dumper(list, ListBinaryDumper)  # takes half the time of arrays as text
    # Every read has at most a few hundred keys: use the index, whatever the statistics of a young table say.
    connection.execute("SET enable_hashjoin = off; SET enable_mergejoin = off")
    connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    connection.execute(FORCED)
    _prove_revision(connection)
    connection.commit()


def _prove_revision(connection: Any) -> None:
    """Raise StoreNewer; a store has no revision if it was not made yet, or if the hub may not read the revision."""
    if connection.execute(READABLE).fetchone()[0]:
        prove_revision([row[0] for row in connection.execute("SELECT version_num FROM alembic_version")])


@cache
def _insert(table: Table, clash: Clash) -> Insert:
    statement = insert(table).from_select([c.name for c in table.columns], _unnested(table.columns))
    return settle(statement, table, clash)


@cache
def _update(table: Table) -> Update:
    keys, new = list(table.primary_key.columns), _unnested(table.columns).subquery("new")
    values = {c.name: new.c[c.name] for c in table.columns if c not in keys}
    return update(table).where(*(c == new.c[c.name] for c in keys)).values(values)


@cache
def _delete(*columns: Column[Any]) -> Delete:
    return delete(columns[0].table).where(tuple_(*columns).in_(_unnested(columns)))


def _turned(columns: Iterable[Column[Any]], rows: Collection[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Rows as one array for each column."""
    return {f"all_{c.name}": list(values) for c, values in zip(columns, zip(*rows, strict=True), strict=True)}


def _unnested(columns: Iterable[Column[Any]]) -> Select[Any]:
    """The arrays as rows again, in their order."""
    columns = list(columns)
    names = [column(c.name, _plain(c)) for c in columns]
    rows: Any = func.unnest(*map(_array, columns)).table_valued(*names, name="rows").render_derived()
    return select(rows)


def _array(of: Column[Any]) -> BindParameter[Any]:
    return bindparam(f"all_{of.name}", type_=ARRAY(_plain(of)))


def _plain(of: Column[Any]) -> Text | BigInteger | Boolean | LargeBinary:
    for kind in (BigInteger, Boolean, LargeBinary):
        if isinstance(of.type, kind):
            return kind()
    return Text()
