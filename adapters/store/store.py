"""The audit store on SQLite or PostgreSQL: one adapter, one set of tables."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from adapters.store import outbox, quarantine, records, tables, workers
from adapters.store.address import address
from adapters.store.backend import Backend
from adapters.store.clock import its_time
from adapters.store.glance import OF_ONE_MOMENT, SqlGlance
from adapters.store.overview import over, overview
from adapters.store.unit import SqlUnit
from hub.errors import Code, StoreUnavailable, operator_error
from hub.model import Document, Message, Outgoing, Parked, Quarantined, Resource, Settled, Timer
from hub.ports import Due, Filter, Overview, Pile, Trail, Trial

BACKENDS = ("sqlite", "postgresql")


class SqlStore:
    """A Store: an engine, and what its kind of database does in its own way.

    Thread-safe. Connects at first use and again by itself after it has raised StoreUnavailable.
    """

    def __init__(self, engine: Engine, backend: Backend) -> None:
        self._engine = engine
        self._backend = backend

    @contextmanager
    def begin(self) -> Iterator[SqlUnit]:
        """Open a transaction that may write; committed at the end of the block, rolled back when the block raises.

        Waits for other writers. Raises StoreUnavailable when there is no connection, StoreConflict when the
        commit breaks a promise of the store.
        """
        with self._writing() as connection:
            yield SqlUnit(connection, self._backend)

    @contextmanager
    def glance(self) -> Iterator[SqlGlance]:
        """Open a unit that only reads, and sees one moment's state; it waits for no writer and keeps none waiting."""
        with self._connected() as connection:
            reading = connection.execution_options(**OF_ONE_MOMENT[connection.dialect.name])
            with reading.begin():
                yield SqlGlance(reading, self._backend)

    def due(self, owner: str, limit: int, after: Outgoing | None = None) -> list[Due]:
        """Outbox rows of an owner, oldest first; those after a row, where one is given. At most 64 MB, or one."""
        with self._connected() as connection:
            return outbox.due(connection, self._backend, owner, limit, after)

    def early(self, limit: int, after: Parked | None = None) -> list[Parked]:
        """Parked notices, which answer nothing, oldest first; those after a row, where one is given."""
        with self._connected() as connection:
            return records.early(connection, limit, after)

    def messages(self, limit: int, after: Message | None = None) -> list[Message]:
        """All that was sent or taken, whether it belongs to a document or not, by id; those after one, if given."""
        with self._connected() as connection:
            return records.messages(connection, limit, after)

    def due_timers(self, now: int, limit: int) -> list[Timer]:
        """What has fallen due, the oldest first."""
        with self._connected() as connection:
            return records.due_timers(connection, now, limit)

    def adopt(self, owners: Collection[str], heir: str) -> int:
        """Make `heir` the owner of these owners' outbox rows; return how many changed hands."""
        with self._writing() as connection:
            return workers.adopt(connection, owners, heir)

    def beat(self, worker: str, at: int) -> dict[str, int]:
        """Count this worker's beats up by one; return the counters of all workers."""
        with self._writing() as connection:
            return workers.beat(connection, self._backend, worker, at)

    def leave(self, worker: str) -> None:
        """Forget a worker that has ended."""
        with self._writing() as connection:
            workers.leave(connection, worker)

    def clock(self) -> int | None:
        """The server's time; None for a file, which has no clock but ours."""
        with self._connected() as connection:
            return its_time(connection)

    def newest(self) -> int:
        """When a document was last recorded, found by the index on that time; 0 where there is none."""
        with self._connected() as connection:
            return connection.scalar(select(func.max(tables.document.c.updated_at))) or 0

    def trials(self, deliveries: Collection[str]) -> dict[str, Trial]:
        """How often each of these deliveries was tried and did not come through; none where never."""
        with self._connected() as connection:
            return workers.trials(connection, self._backend, deliveries)

    def note_trials(self, noted: Mapping[str, Trial], worker: str, at: int) -> None:
        """Note, for good, that a worker is about to try these deliveries, with these numbers from now on."""
        with self._writing() as connection:
            workers.note_trials(connection, self._backend, noted, worker, at)

    def came_through(self, deliveries: Collection[str]) -> None:
        """Forget the trials of deliveries that were recorded."""
        with self._writing() as connection:
            workers.came_through(connection, self._backend, deliveries)

    def was_trying(self, worker: str, since: int) -> bool:
        """Whether a trial that this worker began at that time or later has not ended."""
        with self._connected() as connection:
            return workers.was_trying(connection, worker, since)

    def overview(
        self, final: Collection[str], since: Sequence[int], ends: Collection[tuple[str, str]] = ()
    ) -> Overview:
        """What waits where; in a `final` status nothing is waited for, nor where a type ends (type and status)."""
        with self._connected() as connection:
            return overview(connection, over(final, ends), since)

    def log(self, filter_: Filter) -> list[Document]:
        """Newest first; with `since`, oldest first, to follow."""
        with self._connected() as connection:
            return records.log(connection, filter_)

    def letters(
        self, filter_: Filter, final: Collection[str], ends: Collection[tuple[str, str]] = ()
    ) -> list[tuple[Document, Message]]:
        """Each message that opened a document's present round, oldest first; of documents at their end none."""
        with self._connected() as connection:
            return records.letters(connection, filter_, over(final, ends))

    def find(self, name: str) -> list[Document]:
        """Documents by id or its beginning (8 characters at least), record number, sender's id, or business number.

        An id given in full names its document alone; otherwise all that fit, newest first.
        """
        with self._connected() as connection:
            return records.find(connection, name)

    def trail(self, document: str) -> Trail | None:
        with self._connected() as connection:
            return records.trail(connection, document)

    def payload(self, digest: str) -> bytes | None:
        with self._connected() as connection:
            return records.payload(connection, digest)

    def quarantined(
        self,
        limit: int,
        *,
        owner: str | None = None,
        code: str | None = None,
        beginning: str = "",
        is_open: bool = False,
    ) -> list[Quarantined]:
        """Newest first; of an owner, with a code, with ids that begin so: an equal one comes first."""
        with self._connected() as connection:
            return quarantine.quarantined(connection, limit, {"owner": owner, "code": code}, beginning, is_open=is_open)

    def quarantine_piles(
        self, *, owner: str | None = None, code: str | None = None, is_open: bool = False
    ) -> list[Pile]:
        """How much is in quarantine by owner and code."""
        with self._connected() as connection:
            return quarantine.piles(connection, {"owner": owner, "code": code}, is_open=is_open)

    def settled(self, ids: Collection[str]) -> list[Settled]:
        """What operators did about these quarantined deliveries; none where nothing yet."""
        with self._connected() as connection:
            return quarantine.settled(connection, self._backend, ids)

    def parked(self, limit: int, *, owner: str | None = None, beginning: str = "") -> list[Parked]:
        """Newest first; of an owner, with receipts' own ids that begin so: equal ones come first."""
        with self._connected() as connection:
            return records.parked(connection, limit, {"party": owner}, beginning)

    def resource(self, key: str) -> Resource | None:
        with self._connected() as connection:
            return records.resource(connection, key)

    def statuses(self) -> Iterator[tuple[str, str, int]]:
        """Type, status and how many documents stand there."""
        with self._connected() as connection:
            return iter(records.statuses(connection))

    def identity(self) -> str:
        """What tells this store from every other; given once, when it was made."""
        with self._connected() as connection:
            return str(connection.scalars(select(tables.identity.c.id)).one())

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._connected() as connection:
            writing = connection.execution_options(writes=True)
            with writing.begin():
                yield writing

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            connection = self._engine.connect()
        except NoConnectionLeft as error:
            raise StoreUnavailable("all connections are in use") from error
        with connection:
            yield connection


def backend_of(url: str) -> Backend:
    """What stands behind a URL, `sqlite:///path` or `postgresql://user@host/name`; raises OperatorError (HUB-702)."""
    try:
        target = address(url)
    except (ArgumentError, ValueError) as error:  # its text might hold a password
        raise operator_error(Code.BAD_CONFIGURATION, reason="store: not a URL such as sqlite:///path") from error
    if (name := target.get_backend_name()) not in BACKENDS:
        raise operator_error(Code.BAD_CONFIGURATION, reason=f"store: {name} is neither sqlite nor postgresql")
    if name == "sqlite" and not target.database:
        raise operator_error(Code.BAD_CONFIGURATION, reason="store: sqlite without the path of a file")
    return _backend(name)


@cache
def _backend(name: str) -> Backend:
    """One for all stores of a kind; only what speaks to this kind of database is loaded."""
    if name == "sqlite":
        from adapters.store.sqlite import Sqlite  # noqa: PLC0415 - a hub on PostgreSQL needs none of it

        return Sqlite()
    from adapters.store.postgresql import Postgresql  # noqa: PLC0415 - psycopg and its dialect are slow to load

    return Postgresql()


def open_store(url: str) -> SqlStore:
    """The store at this URL; nothing is connected, made or migrated yet."""
    backend = backend_of(url)
    return SqlStore(backend.engine(url), backend)
