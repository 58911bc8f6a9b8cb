"""What operators see in one view: what waits where and since when, and which workers run."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, case, func, select

from adapters.store import tables
from adapters.store.connections import Connections
from adapters.store.criteria import DISPUTED, WITHOUT_FORM, over
from adapters.store.quarantine import groups
from hub.ports import OpenKind, Overview, WaitingGroup, WorkerRow


class SqlTotals:
    """Totals on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def overview(
        self, final: Collection[str], since: Sequence[int], ends: Collection[tuple[str, str]] = ()
    ) -> Overview:
        """Count. Reads every document that is not at its end once, with its newest move."""
        with self._connections.reading() as connection:
            return _overview(connection, over(final, ends), since)

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


def workers(connection: Connection) -> list[WorkerRow]:
    """All workers with a heartbeat, by id."""
    worker = tables.worker.c
    rows = select(worker.id, worker.beat, worker.since, worker.at).order_by(worker.id)
    return [WorkerRow(*row) for row in connection.execute(rows)]


def _overview(connection: Connection, is_over: ColumnElement[bool], since: Collection[int]) -> Overview:
    return Overview(
        open=_piles(connection, _open(is_over)),
        promised=_piles(connection, _promised()),
        to_sign=_piles(connection, _to_sign()),
        moved=[connection.scalar(_moved(at)) or 0 for at in since],
        disputed=_piles(connection, _disputed()),
        workers=workers(connection),
        quarantined=sum(group.count for group in groups(connection, {}, is_open=True)),
        waiting=_piles(connection, _waiting()),
        parked=connection.scalar(select(func.count()).select_from(tables.parked)) or 0,
    )


def _piles(connection: Connection, counted: Select[Any]) -> list[WaitingGroup]:
    return [WaitingGroup(*row) for row in connection.execute(counted)]


def _promised() -> Select[Any]:
    """Outbox rows by destination and kind."""
    outbox = tables.outbox.c
    kinds = (outbox.destination, outbox.about)
    return select(*kinds, func.count(), func.min(outbox.at)).group_by(*kinds).order_by(*kinds)


def _to_sign() -> Select[Any]:
    """Messages that wait for their signatures, by party and kind."""
    waiting = tables.to_sign.c
    kinds = (waiting.party, waiting.kind)
    return select(*kinds, func.count(), func.min(waiting.at)).group_by(*kinds).order_by(*kinds)


def _waiting() -> Select[Any]:
    """Parked messages by party and type."""
    parked = tables.parked.c
    kinds = (parked.party, parked.type)
    return select(*kinds, func.count(), func.min(parked.at)).group_by(*kinds).order_by(*kinds)


def _disputed() -> Select[Any]:
    """Disputed documents by party and type."""
    document = tables.document.c
    kinds = (document.party, document.type)
    counted = select(*kinds, func.count(), func.min(document.updated_at)).where(DISPUTED)
    return counted.group_by(*kinds).order_by(*kinds)


def _open(is_over: ColumnElement[bool]) -> Select[Any]:
    """Documents that are not at their end, by party and status, and when the oldest reached its status."""
    document = tables.document.c
    stood = (
        select(document.party, document.status, func.coalesce(_came(), document.updated_at).label("came"))
        .where(~is_over)
        .subquery()
    )
    party, status = stood.c.party, stood.c.status
    counted = select(party, status, func.count(), func.min(stood.c.came))
    return counted.group_by(party, status).order_by(party, status)


def _came() -> ScalarSelect[int]:
    """When a document reached its present status: the time of its newest transition that is not an observation."""
    transition = tables.transition.c
    moves = select(transition.at).where(transition.document == tables.document.c.id, _is_move())
    return moves.order_by(transition.seq.desc()).limit(1).correlate(tables.document).scalar_subquery()


def _moved(at: int) -> Select[Any]:
    """The number of documents that moved after a time. Only documents changed since then are read."""
    document, transition = tables.document.c, tables.transition.c
    moves = select(transition.seq).where(transition.document == document.id, transition.at > at, _is_move())
    touched = select(func.count()).select_from(tables.document).where(document.updated_at > at)
    return touched.where(moves.correlate(tables.document).exists())


def _is_move() -> ColumnElement[bool]:
    return tables.transition.c.before.is_distinct_from(tables.transition.c.after)
