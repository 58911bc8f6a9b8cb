"""Whether a store can be read as this hub reads it, and what time it has."""

from dataclasses import dataclass

from sqlalchemy import Connection

from adapters.store.store import backend_of
from adapters.store.tables import metadata
from adapters.store.tls import Link, link_of
from hub.ports import Clock

ITS_TIME = {"postgresql": "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"}
"""How a store is asked for its own time, by dialect; SQLite has none but ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A store's time, and ours just before and after it was asked; microseconds since 1970, UTC."""

    theirs: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Health:
    """A store that answers and has every table."""

    kind: str
    """`sqlite` or `postgresql`."""
    moment: Moment | None
    """None where it has no clock but ours."""
    link: Link | None
    """None where it is a file."""


def ask(url: str, clock: Clock) -> Health:
    """Look at every table and ask for the time, on a connection of its own; writes nothing. Blocks.

    Raises OperatorError (HUB-702) for a URL that names no store, StoreUnavailable for one that does not answer,
    StoreNotReady where a table is not as we read it.
    """
    engine = backend_of(url).engine(url)
    try:
        with engine.connect() as connection:
            for table in metadata.sorted_tables:
                connection.execute(table.select().limit(0))
            return Health(connection.dialect.name, _its_time(connection, clock), link_of(connection))
    finally:
        engine.dispose()


def _its_time(connection: Connection, clock: Clock) -> Moment | None:
    if (question := ITS_TIME.get(connection.dialect.name)) is None:
        return None
    before = clock.now()
    theirs = int(connection.exec_driver_sql(question).scalar_one())
    return Moment(theirs=theirs, before=before, after=clock.now())
