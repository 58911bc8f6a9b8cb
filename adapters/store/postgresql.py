"""PostgreSQL by psycopg 3. Whole columns are sent as arrays, so that a batch is one statement."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from psycopg.types.array import ListBinaryDumper
from psycopg.types.string import TextLoader
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
    FromClause,
    Insert,
    Integer,
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
    literal_column,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import UUID, insert
from sqlalchemy.types import TypeEngine, UserDefinedType

from adapters.store.address import address
from adapters.store.backend import Clash, settle
from adapters.store.columns import BY_MONTH, Digest, DocumentId
from adapters.store.failures import translate_failures
from adapters.store.packing import pack_columns, pack_keys
from adapters.store.revisions import prove_carried, prove_revision
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
STATE: Final = """
    SELECT coalesce(has_table_privilege(to_regclass('alembic_version'), 'SELECT'), false),
        to_regclass('catalogue') IS NOT NULL
"""
"""Whether the revision can be read, and whether the store was carried over to compact rows."""
COUNTING: Final = """
    SELECT set_config('random_page_cost', '1.1', true), set_config('max_parallel_workers_per_gather', '0', true)
"""
"""Of this transaction. With the default, made for disks that turn, the planner reads a whole large table, in three
processes, rather than an index of a quarter of its pages."""
BOUNDS: Final = ("lowest", "highest")
"""The first and the last of the keys in the column by which a table is divided."""
MIGRATION_LOCK = 0x68756273746F7265
"""Number of the advisory lock: "hubstore" in ASCII."""


class Postgresql:
    """A Backend for PostgreSQL."""

    blocks_whole = False
    of_one_moment: Mapping[str, Any] = MappingProxyType(
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )
    clock: str | None = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

    def engine(self, url: str, *, create: bool = False) -> Engine:
        """A server's operator makes databases: `create` only means that it migrates."""
        target = modern(address(url).set(drivername="postgresql+psycopg"))
        with_timeout = target.update_query_dict({"connect_timeout": CONNECT_TIMEOUT, **target.query})
        engine = create_engine(with_timeout, isolation_level="READ COMMITTED", pool_pre_ping=True, hide_parameters=True)
        translate_failures(engine)
        event.listen(engine, "connect", _preparing(create))
        return engine

    def insert(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]], clash: Clash) -> None:
        if rows:
            connection.execute(_insert(table, clash), _turned([*table.columns], rows))

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
        parameters = _turned([*table.columns], rows)
        if guard is not None:
            parameters |= _turned([_held(guard)], [(was,) for was in held])
        return connection.execute(_update(table, guard), parameters).rowcount

    def delete(self, connection: Connection, columns: Sequence[Column[Any]], keys: Sequence[tuple[Any, ...]]) -> None:
        if keys:
            connection.execute(_delete(*columns), self.keys(columns, keys))

    def among(self, columns: Sequence[Column[Any]]) -> ColumnElement[bool]:
        """For one column, the keys are elements of an array: PostgreSQL then always uses the index."""
        if len(columns) == 1:
            return columns[0] == any_(_array(columns[0]))
        return tuple_(*columns).in_(_unnested(columns))

    def each(self, columns: Sequence[Column[Any]]) -> tuple[FromClause, FromClause] | None:
        """Key after key, each in its own partition: the planner would read whole partitions for a few hundred keys.

        The bounds of the keys let it open these months' partitions only.
        """
        if not _are_by_month(columns):
            return None
        keys = _rows(columns)
        same = [c == keys.c[c.name] for c in columns]
        lowest, highest = (bindparam(name, type_=_plain(columns[0])) for name in BOUNDS)
        near = columns[0].between(lowest, highest)
        found = select(columns[0].table).where(*same, near).offset(literal_column("0")).lateral("found")
        return found, keys.join(found, true())

    def keys(self, columns: Sequence[Column[Any]], keys: Collection[tuple[Any, ...]]) -> dict[str, Any]:
        found = pack_keys(columns, keys, "postgresql")
        if not _are_by_month(columns):
            return _arrays(columns, zip(*found, strict=True) if found else [()] * len(columns))
        found = sorted(set(found))
        bounds = (found[0][0], found[-1][0]) if found else (None, None)
        return {
            **_arrays(columns, zip(*found, strict=True) if found else [()] * len(columns)),
            **dict(zip(BOUNDS, bounds, strict=True)),
        }

    def hold_divisions(self, connection: Connection) -> None:
        connection.execute(text("LOCK TABLE ONLY transition IN ACCESS SHARE MODE"))  # takes no snapshot yet

    def count_in_indexes(self, connection: Connection) -> None:
        connection.exec_driver_sql(COUNTING)

    @contextmanager
    def reading_any_text(self, connection: Connection) -> Iterator[None]:  # noqa: ARG002  # the server keeps texts only
        yield

    def exclusively(self, connection: Connection) -> None:
        connection.execute(text(f"SET LOCAL lock_timeout = '{MIGRATION_TIMEOUT}'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))


def _preparing(migrates: bool) -> Callable[[Any, object], None]:
    def prepare(connection: Any, _record: object) -> None:
        connection.adapters.register_dumper(list, ListBinaryDumper)  # takes half the time of arrays as text
        connection.adapters.register_loader("uuid", TextLoader)  # the model's ids are texts
        # Every read has at most a few hundred keys: use the index, whatever a young table's statistics say.
        # Nor compile a plan, whose cost counts every month's partition: to compile takes longer than any of our reads.
        connection.execute("SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off")
        connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        connection.execute(FORCED)
        _prove_revision(connection, migrates)
        connection.commit()

    return prepare


def _prove_revision(connection: Any, migrates: bool) -> None:
    """Raise StoreNewer or StoreNotReady.

    A store has no revision if it was not made yet, or if the hub may not read the revision.
    """
    is_readable, is_carried = connection.execute(STATE).fetchone()
    if is_readable:
        prove_revision([row[0] for row in connection.execute("SELECT version_num FROM alembic_version")])
        prove_carried(migrates or is_carried)


@cache
def _insert(table: Table, clash: Clash) -> Insert:
    statement = insert(table).from_select([c.name for c in table.columns], _unnested(table.columns))
    return settle(statement, table, clash)


@cache
def _update(table: Table, guard: Column[Any] | None) -> Update:
    keys, held = list(table.primary_key.columns), [] if guard is None else [_held(guard)]
    new = _unnested([*table.columns, *held]).subquery("new")
    values = {c.name: new.c[c.name] for c in table.columns if c not in keys}
    stated = update(table).where(*(c == new.c[c.name] for c in keys)).values(values)
    return stated if guard is None else stated.where(guard == new.c.held)


@cache
def _held(guard: Column[Any]) -> Column[Any]:
    """The values that the guard must hold, as one more column."""
    return Column("held", guard.type)


@cache
def _delete(*columns: Column[Any]) -> Delete:
    return delete(columns[0].table).where(tuple_(*columns).in_(_unnested(columns)))


def _turned(columns: Sequence[Column[Any]], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Rows to write, as one array for each column."""
    return _arrays(columns, pack_columns(columns, rows, "postgresql"))


def _arrays(columns: Sequence[Column[Any]], turned: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    return {f"all_{c.name}": list(values) for c, values in zip(columns, turned, strict=True)}


def _unnested(columns: Iterable[Column[Any]]) -> Select[Any]:
    """The arrays as rows again, in their order."""
    return select(_rows(columns))


def _rows(columns: Iterable[Column[Any]]) -> Any:
    columns = list(columns)
    names = [column(c.name, _plain(c)) for c in columns]
    return func.unnest(*map(_array, columns)).table_valued(*names, name="rows").render_derived()


def _are_by_month(columns: Sequence[Column[Any]]) -> bool:
    return columns[0].name == columns[0].table.info.get(BY_MONTH)


def _array(of: Column[Any]) -> BindParameter[Any]:
    return bindparam(f"all_{of.name}", type_=ARRAY(_plain(of)))


class _Bytes(UserDefinedType[bytes]):
    """Bytes that the driver takes as they are; SQLAlchemy's own type would wrap each value."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        return "BYTEA"


def _plain(of: Column[Any]) -> TypeEngine[Any]:
    """The type of an array's elements; what is packed is packed already."""
    if isinstance(of.type, Digest | LargeBinary):
        return _Bytes()
    if isinstance(of.type, DocumentId):
        return UUID(as_uuid=False)
    for kind in (BigInteger, Integer, Boolean):
        if isinstance(of.type, kind):
            return kind()
    return Text()
