"""Whether a store can be read as this hub reads it, is whole and keeps what it is given, and what time it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from adapters.store import soundness
from adapters.store.backend import Backend
from adapters.store.clock import its_time, newest_change
from adapters.store.store import backend_of
from adapters.store.tables import metadata
from adapters.store.tls import Link, link_of
from adapters.store.totals import workers
from hub.ports import Clock, WorkerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A store's time, and ours just before and after it was asked; microseconds since 1970, UTC."""

    theirs: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A store that answers and has every table."""

    kind: str
    """`sqlite` or `postgresql`."""
    moment: Moment | None
    """None where it has no clock but ours."""
    link: Link | None
    """None where it is a file."""
    damage: str
    """What of it cannot be read as it was written; empty where nothing was found."""
    is_read_whole: bool
    """False where the time for finding damage was over before."""
    lock: str
    """Who keeps others waiting; empty where nobody does."""
    settings: Mapping[str, str]
    """A server's settings that decide what outlives a power cut; a file has none."""
    newest: int
    """When a document was last recorded; 0 where there is none."""
    workers: Sequence[WorkerRow]


def ask(url: str, clock: Clock, seconds: float | None = None) -> Health:
    """Look at every table and ask for the time, on a connection of its own; writes nothing. Blocks.

    Looks for damage in a file for so many seconds, or until all is read. Raises OperatorError (HUB-702) for a URL that
    names no store, StoreUnavailable for one that does not answer, StoreNotReady where a table is not as we read it,
    StoreDamaged where nothing can be read, StoreLocked where a table cannot even be read for a lock.
    """
    backend = backend_of(url)
    engine = backend.engine(url)
    try:
        lock = soundness.lock_of(engine)
        with engine.connect() as connection:
            damage = soundness.damage_of(connection, seconds)
            for table in metadata.sorted_tables:
                connection.execute(table.select().limit(0))
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


def _moment(connection: Connection, backend: Backend, clock: Clock) -> Moment | None:
    before = clock.now()
    theirs = its_time(connection, backend)
    return None if theirs is None else Moment(theirs=theirs, before=before, after=clock.now())
