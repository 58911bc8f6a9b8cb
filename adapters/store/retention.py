"""What may leave the store, what keeps it, and what has left."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select, select, true

from adapters.store import tables
from adapters.store.connections import Connections
from adapters.store.naming import Naming
from adapters.store.removal_rows import Refusal, RemovalRows
from adapters.store.removing import needed, obstacles, record, remove
from adapters.store.returning import is_inside, put_back
from adapters.store.writing import write
from hub.model import Changes, Document
from hub.model.removal import Hold, Removal
from hub.ports.retention import Back, Ends, Names, Taken, Whereabouts

Keys = Collection[str]


class SqlRetention:
    """A Retention on one store's connections. It refuses rows that the hub cannot have written (HUB-833)."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @contextmanager
    def _reading(self) -> Iterator[RemovalRows]:
        with self._connections.of_one_moment() as connection, self._refusing(connection) as read:
            yield read

    @contextmanager
    def _writing(self) -> Iterator[RemovalRows]:
        with self._connections.writing() as connection, self._refusing(connection) as read:
            yield read

    @contextmanager
    def _refusing(self, connection: Connection) -> Iterator[RemovalRows]:
        backend = self._connections.backend
        with backend.reading_any_text(connection):
            yield RemovalRows(connection, backend, Refusal())

    # ---- what may leave ----------------------------------------------------------------------

    def candidates(self, since: str, until: str, limit: int, after: str = "") -> list[Document]:
        """Documents of these ids that no archive holds whole."""
        document, archived = tables.document.c, tables.archived.c
        is_whole = select(archived.until).where(archived.document == document.id, archived.until >= document.seq)
        asked = select(tables.document).where(document.id >= since, document.id < until, ~is_whole.exists())
        if after:
            asked = asked.where(document.id > after)
        return self._documents(asked.order_by(document.id).limit(limit))

    def older(self, types: Keys | None, until: int, limit: int, after: str = "") -> list[Document]:
        """Documents of these types whose newest transition is not younger."""
        document = tables.document.c
        asked = select(tables.document).where(document.updated_at <= until, document.id > after if after else true())
        if types is not None:
            asked = asked.where(document.type.in_(sorted(types)))
        return self._documents(asked.order_by(document.id).limit(limit))

    def _documents(self, asked: Select[Any]) -> list[Document]:
        with self._reading() as read:
            found = read.sieve.sift(tables.document, [*tables.document.columns], read.connection.execute(asked).all())
            return list(read.sieve.read(tables.document, found))

    def needed(self, ends: Ends) -> set[str]:
        """Ids that documents name which are not at their end: by their references, as predecessors, as makers."""
        with self._reading() as read:
            return needed(read.connection, ends)

    def obstacles(self, documents: Keys, now: int) -> Mapping[str, set[str]]:
        """What keeps these documents."""
        with self._reading() as read:
            return obstacles(read, documents, now)

    def names(self, digests: Keys, documents: Keys) -> Names:
        """Which of these bytes anything names beside these documents, and which several of these name."""
        with self._reading() as read:
            return Naming(read.connection, read.sieve).names(digests, documents)

    # ---- what leaves -------------------------------------------------------------------------

    def record(self, taken: Taken, changes: Changes) -> None:
        """Record what a removal will take, with other changes."""
        with self._connections.writing() as connection:
            write(connection, self._connections.backend, changes)
            record(connection, self._connections.backend, taken)

    def remove(
        self, removal: str, documents: Sequence[str], ends: Ends, payloads: Mapping[str, Sequence[str]], since: int
    ) -> tuple[int, set[str]]:
        """Take out what is recorded of these documents."""
        with self._writing() as read:
            return remove(read, (removal, since), documents, ends, payloads)

    def put_back(self, back: Back, act: str, at: int, changes: Changes) -> None:
        """Bring rows and bytes of a document back, with other changes."""
        with self._writing() as read:
            write(read.connection, read.backend, changes)
            put_back(read, back, act, at)

    def done(self, removal: str, at: int) -> None:
        """Note that nothing is left to remove."""
        row = tables.removal_done.c
        with self._connections.writing() as connection:
            if connection.scalar(select(row.removal).where(row.removal == removal)) is None:
                self._connections.backend.insert(connection, tables.removal_done, [(removal, at)], "ignore")

    def hold(self, hold: Hold, changes: Changes) -> None:
        """Record a hold or its end, with other changes."""
        values = (hold.document, hold.number, hold.is_held, hold.act, hold.at)
        with self._connections.writing() as connection:
            write(connection, self._connections.backend, changes)
            self._connections.backend.insert(connection, tables.hold, [values], "refuse")

    # ---- what has left -----------------------------------------------------------------------

    def removals(self) -> list[Removal]:
        """All removals, by time."""
        with self._reading() as read:
            return read.removals()

    def undone(self) -> list[Removal]:
        """Removals whose rows are not all gone."""
        is_done = select(tables.removal_done).where(tables.removal_done.c.removal == tables.removal.c.id)
        with self._reading() as read:
            return read.removals(~is_done.exists())

    def back_from(self, removal: str) -> set[str]:
        """Documents that this removal took out, and that were brought back since."""
        row = tables.archived.c
        asked = select(row.document).where(row.removal == removal, is_inside(row.document))
        with self._reading() as read:
            return set(read.connection.scalars(asked))

    def taken(self, removal: str) -> Taken:
        """What a removal is recorded to take."""
        with self._reading() as read:
            return read.taken(removal)

    def whereabouts(self, documents: Keys, digests: Keys) -> Whereabouts:
        """What left the store of these documents and bytes."""
        with self._reading() as read:
            return read.whereabouts(documents, digests)
