"""What operators see in one view: what waits where and since when, and which workers run."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from adapters.store import tables
from adapters.store.circuits import open_circuits
from adapters.store.connections import Connections
from adapters.store.criteria import DISPUTED, WITHOUT_FORM, over
from adapters.store.quarantine import open_groups
from adapters.store.standing import longest, overdue, standing
from hub.model import Document
from hub.ports import OpenKind, Overview, StandingGroup, WaitingGroup, WorkerRow


class SqlTotals:
    """Totals on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def overview(
        self, final: Collection[str], since: Sequence[int], ends: Collection[tuple[str, str]] = ()
    ) -> Overview:
        """Count. Of documents only an index is read, and of those at their end not even that."""
        with self._counting() as connection:
            return _overview(connection, standing(connection, final, ends), since)

    def standing(self, final: Collection[str], ends: Collection[tuple[str, str]]) -> list[StandingGroup]:
        """The documents that are not at their end, by status, type and party."""
        with self._counting() as connection:
            return standing(connection, final, ends)

    def overdue(self) -> list[StandingGroup]:
        """The documents whose answers are overdue, by type and party."""
        with self._connections.reading() as connection:
            return overdue(connection)

    def longest(self, group: StandingGroup) -> Document | None:
        """The document of a group that has stood there longest."""
        with self._connections.reading() as connection:
            return longest(connection, group)

    def promised(self) -> list[WaitingGroup]:
        """What waits in the outbox, by destination and kind."""
        with self._connections.reading() as connection:
            return _piles(connection, _promised())

    def to_sign(self) -> list[WaitingGroup]:
        """What waits for its signature, by party and kind."""
        with self._connections.reading() as connection:
            return _piles(connection, _to_sign())

    def parked(self) -> list[WaitingGroup]:
        """What waits for what it refers to, by party and type."""
        with self._connections.reading() as connection:
            return _piles(connection, _waiting())

    def workers(self) -> list[WorkerRow]:
        """All workers with a heartbeat, by id."""
        with self._connections.reading() as connection:
            return workers(connection)

    def open_kinds(self, final: Collection[str], ends: Collection[tuple[str, str]]) -> list[OpenKind]:
        """The documents that are not at their end, by type, party and status. Reads every document once."""
        document = tables.document.c
        kinds = (document.type, document.party, document.status)
        counts = (func.count(), func.count(case((WITHOUT_FORM, 1))))
        asked = select(*kinds, *counts).where(~over(final, ends)).group_by(*kinds).order_by(*kinds)
        with self._connections.reading() as connection:
            return [
                OpenKind(type=type_, party=party, status=status, count=count, without_form=without)
                for type_, party, status, count, without in connection.execute(asked)
            ]

    @contextmanager
    def _counting(self) -> Iterator[Connection]:
        with self._connections.reading() as connection:
            self._connections.backend.count_in_indexes(connection)
            yield connection


def workers(connection: Connection) -> list[WorkerRow]:
    """All workers with a heartbeat, by id."""
    worker = tables.worker.c
    rows = select(worker.id, worker.beat, worker.since, worker.at).order_by(worker.id)
    return [WorkerRow(*row) for row in connection.execute(rows)]


def _overview(connection: Connection, stand: Sequence[StandingGroup], since: Collection[int]) -> Overview:
    return Overview(
        open=_by_party_and_status(stand),
        promised=_piles(connection, _promised()),
        paused=open_circuits(connection),
        to_sign=_piles(connection, _to_sign()),
        moved=[connection.scalar(_moved(at)) or 0 for at in since],
        disputed=_piles(connection, _disputed()),
        workers=workers(connection),
        quarantine=open_groups(connection),
        waiting=_piles(connection, _waiting()),
        parked=connection.scalar(select(func.count()).select_from(tables.parked)) or 0,
    )


def _by_party_and_status(stand: Sequence[StandingGroup]) -> list[WaitingGroup]:
    found: dict[tuple[str, str], WaitingGroup] = {}
    for group in stand:
        key = group.party, group.status
        other = found.get(key, WaitingGroup(*key, 0, group.oldest, group.newest))
        oldest, newest = min(other.oldest, group.oldest), max(other.newest, group.newest)
        found[key] = WaitingGroup(*key, other.count + group.count, oldest, newest)
    return [found[key] for key in sorted(found)]


def _piles(connection: Connection, counted: Select[Any]) -> list[WaitingGroup]:
    return [WaitingGroup(*row) for row in connection.execute(counted)]


def _promised() -> Select[Any]:
    """Outbox rows by destination and kind."""
    outbox = tables.outbox.c
    kinds = (outbox.destination, outbox.about)
    return select(*kinds, func.count(), func.min(outbox.at), func.max(outbox.at)).group_by(*kinds).order_by(*kinds)


def _to_sign() -> Select[Any]:
    """Messages that wait for their signatures, by party and kind."""
    waiting = tables.to_sign.c
    kinds = (waiting.party, waiting.kind)
    return select(*kinds, func.count(), func.min(waiting.at), func.max(waiting.at)).group_by(*kinds).order_by(*kinds)


def _waiting() -> Select[Any]:
    """Parked messages by party and type."""
    parked = tables.parked.c
    kinds = (parked.party, parked.type)
    return select(*kinds, func.count(), func.min(parked.at), func.max(parked.at)).group_by(*kinds).order_by(*kinds)


def _disputed() -> Select[Any]:
    """Disputed documents by party and type."""
    document = tables.document.c
    kinds = (document.party, document.type)
    counted = select(*kinds, func.count(), func.min(document.updated_at), func.max(document.updated_at)).where(DISPUTED)
    return counted.group_by(*kinds).order_by(*kinds)


def _moved(at: int) -> Select[Any]:
    """The number of documents that moved after a time. Only documents changed since then are read."""
    document = tables.document.c
    return select(func.count()).select_from(tables.document).where(document.updated_at > at, document.moved_at > at)
