"""What may leave the store, what keeps it, and what has left."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, true

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.codec import documents as documents_of
from adapters.store.connections import Connections
from adapters.store.lookup import By, rows
from adapters.store.naming import names
from adapters.store.removing import needed, obstacles, record, remove
from adapters.store.returning import inside, is_inside, put_back
from adapters.store.stored import GONE
from adapters.store.writing import write
from hub.model import Changes, Document, Transition
from hub.model.removal import Archived, Hold, Removal
from hub.ports.retention import Back, Ends, Names, Taken, Whereabouts

Keys = Collection[str]


class SqlRetention:
    """A Retention on one store's connections."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    # ---- what may leave ----------------------------------------------------------------------

    def candidates(self, since: str, until: str, limit: int, after: str = "") -> list[Document]:
        """Documents of these ids that no archive holds whole."""
        document, archived = tables.document.c, tables.archived.c
        is_whole = select(archived.until).where(archived.document == document.id, archived.until >= document.seq)
        asked = select(tables.document).where(document.id >= since, document.id < until, ~is_whole.exists())
        if after:
            asked = asked.where(document.id > after)
        with self._connections.reading() as connection:
            return documents_of(connection.execute(asked.order_by(document.id).limit(limit)))

    def older(self, types: Keys | None, until: int, limit: int, after: str = "") -> list[Document]:
        """Documents of these types whose newest transition is not younger."""
        document = tables.document.c
        asked = select(tables.document).where(document.updated_at <= until, document.id > after if after else true())
        if types is not None:
            asked = asked.where(document.type.in_(sorted(types)))
        with self._connections.reading() as connection:
            return documents_of(connection.execute(asked.order_by(document.id).limit(limit)))

    def needed(self, ends: Ends) -> set[str]:
        """Ids that documents name which are not at their end: by their references, as predecessors, as makers."""
        with self._connections.reading() as connection:
            return needed(connection, ends)

    def obstacles(self, documents: Keys, now: int) -> Mapping[str, set[str]]:
        """What keeps these documents."""
        with self._connections.reading() as connection:
            return obstacles(connection, self._connections.backend, documents, now)

    def names(self, digests: Keys, documents: Keys) -> Names:
        """Which of these bytes anything names beside these documents, and which several of these name."""
        with self._connections.of_one_moment() as connection:
            return names(connection, digests, documents)

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
        with self._connections.writing() as connection:
            return remove(connection, self._connections.backend, (removal, since), documents, ends, payloads)

    def put_back(self, back: Back, act: str, at: int, changes: Changes) -> None:
        """Bring rows and bytes of a document back, with other changes."""
        with self._connections.writing() as connection:
            write(connection, self._connections.backend, changes)
            put_back(connection, self._connections.backend, back, act, at)

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
        with self._connections.reading() as connection:
            return removals(connection)

    def undone(self) -> list[Removal]:
        """Removals whose rows are not all gone."""
        is_done = select(tables.removal_done).where(tables.removal_done.c.removal == tables.removal.c.id)
        with self._connections.reading() as connection:
            return removals(connection, ~is_done.exists())

    def back_from(self, removal: str) -> set[str]:
        """Documents that this removal took out, and that were brought back since."""
        row = tables.archived.c
        asked = select(row.document).where(row.removal == removal, is_inside(row.document))
        with self._connections.reading() as connection:
            return set(connection.scalars(asked))

    def taken(self, removal: str) -> Taken:
        """What a removal is recorded to take."""
        with self._connections.of_one_moment() as connection:
            return taken(connection, removal)

    def whereabouts(self, documents: Keys, digests: Keys) -> Whereabouts:
        """What left the store of these documents and bytes."""
        with self._connections.of_one_moment() as connection:
            return whereabouts(connection, self._connections.backend, documents, digests)


def removals(connection: Connection, *only: ColumnElement[bool]) -> list[Removal]:
    """Removals, by time."""
    row = tables.removal.c
    return [
        _removal(found) for found in connection.execute(select(tables.removal).where(*only).order_by(row.at, row.id))
    ]


def taken(connection: Connection, removal: str) -> Taken:
    """What a removal is recorded to take."""
    archived, removed, pruned = tables.archived.c, tables.removed.c, tables.pruned.c
    (found,) = removals(connection, tables.removal.c.id == removal)
    trails = select(archived.document, archived.until, archived.previous).where(archived.removal == removal)
    return Taken(
        removal=found,
        archived=[
            Archived(document=id_, until=until, previous=previous)
            for id_, until, previous in connection.execute(trails)
        ],
        pruned=list(connection.scalars(select(pruned.document).where(pruned.removal == removal))),
        payloads=list(connection.scalars(select(removed.digest).where(removed.removal == removal))),
    )


def whereabouts(connection: Connection, backend: Backend, documents: Keys, digests: Keys) -> Whereabouts:
    """What left the store of these documents and bytes."""

    def found(by: By, keys: Keys, only: Any = None) -> Any:
        return rows(connection, backend, by, [(key,) for key in sorted(set(keys))], only)

    archived: dict[str, list[Archived]] = defaultdict(list)
    archives: dict[tuple[str, int], str] = {}
    for id_, until, previous, removal in found((tables.archived, "document"), documents):
        archived[id_].append(Archived(document=id_, until=until, previous=previous))
        archives[id_, until] = removal
    pruned: dict[str, list[str]] = defaultdict(list)
    for id_, removal in sorted(found((tables.pruned, "document"), documents)):
        pruned[id_].append(removal)
    gone = [row.digest for row in found((tables.payload, "digest"), digests, GONE)]
    payloads: dict[str, list[str]] = {digest: [] for digest in gone}
    for digest, removal in found((tables.removed, "digest"), gone):
        payloads[digest].append(removal)
    ids = {*archives.values(), *(one for ones in (*payloads.values(), *pruned.values()) for one in ones)}
    holds: dict[str, Hold] = {}
    for id_, number, held, act, at in sorted(found((tables.hold, "document"), documents)):
        holds[id_] = Hold(document=id_, number=number, is_held=bool(held), act=act, at=at)
    return Whereabouts(
        archived={id_: sorted(ones, key=lambda one: one.until) for id_, ones in archived.items()},
        archives=archives,
        pruned=pruned,
        payloads=payloads,
        removals={row.id: _removal(row) for row in found((tables.removal, "id"), ids)},
        holds=holds,
        back=inside(connection, backend, documents),
    )


def chained(connection: Connection, backend: Backend, found: Sequence[Transition]) -> list[Transition]:
    """Transitions in their order. The first that stays of an archived trail gets the hash of the row before it."""
    keys = [(row.document,) for row in found if not row.previous]
    known = rows(connection, backend, (tables.archived, "document"), keys)
    previous = {(row.document, row.until): row.previous for row in known}
    return [row if row.previous else replace(row, previous=previous.get((row.document, row.seq), "")) for row in found]


def _removal(row: Any) -> Removal:
    return Removal(id=row.id, kind=row.kind, act=row.act, at=row.at, note=row.note)
