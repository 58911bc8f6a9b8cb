"""Check a store: whether this hub can read it, whether it is undamaged and durable, and its time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from adapters.store import soundness
from adapters.store.backend import Backend
from adapters.store.clock import its_time, newest_change
from adapters.store.store import backend_of
from adapters.store.tables import metadata
from adapters.store.tls import Link, link_of
from adapters.store.totals import workers
from hub.ports import Clock, WorkerRow
from hub.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A store's time, and the hub's time just before and after; microseconds since 1970, UTC."""

    theirs: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A store that answers and has every table."""

    kind: str
    """`sqlite` or `postgresql`."""
    moment: Moment | None
    """None if the store has no clock of its own."""
    link: Link | None
    """None if the store is a file."""
    damage: str | Bilingual
    """The damage that was found; empty if there is none."""
    is_read_whole: bool
    """False if the time ended before all was read."""
    lock: Bilingual | None
    """The session that keeps others waiting."""
    settings: Mapping[str, str]
    """A server's settings that decide what survives a power cut; empty for a file."""
    newest: int
    """When a document was last recorded, in microseconds since 1970, UTC; 0 if there is none."""
    workers: Sequence[WorkerRow]


def ask(url: str, clock: Clock, seconds: float | None = None) -> Health:
    """Look at every table and ask for the time, on a separate connection; writes nothing. Blocks.

    Looks for damage in a file for `seconds`, or until all is read. Raises OperatorError (HUB-702) for a URL that is not
    a store's, StoreUnavailable if the store does not answer, StoreNotReady if a table differs from the hub's,
    StoreDamaged if nothing can be read, StoreLocked if a lock prevents even reading.
    """
    backend = backend_of(url)
    engine = backend.engine(url)
    try:
        lock = soundness.lock_of(engine)
        with engine.connect() as connection:
            damage = soundness.damage_of(connection, seconds)
            connection.execute(text(_of_every_table(connection)))
            return Health(
                kind=connection.dialect.name,
                moment=_moment(connection, backend, clock),
                link=link_of(connection),
                damage=damage or "",
                is_read_whole=damage is not None,
                lock=lock,
                settings=soundness.settings_of(connection),
                newest=newest_change(connection),
                workers=workers(connection),
            )
    finally:
        engine.dispose()


def _of_every_table(connection: Connection) -> str:
    """One statement that names all columns of all tables, and reads no row: asked one by one, tables cost much more."""
    quote = connection.dialect.identifier_preparer.quote
    asked = []
    for table in metadata.sorted_tables:
        columns = ", ".join(f"{quote(table.name)}.{quote(one.name)}" for one in table.columns)  # else a text to SQLite
        asked.append(f"EXISTS (SELECT {columns} FROM {quote(table.name)} LIMIT 0)")  # noqa: S608 - the hub's own names
    return f"SELECT {', '.join(asked)}"


def _moment(connection: Connection, backend: Backend, clock: Clock) -> Moment | None:
    before = clock.now()
    theirs = its_time(connection, backend)
    return None if theirs is None else Moment(theirs=theirs, before=before, after=clock.now())
