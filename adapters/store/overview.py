"""What an operator sees at one glance: what waits where, since when, and who works."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, func, or_, select, tuple_

from adapters.store import quarantine, tables
from hub.ports import Overview, Pile, WorkerRow


def over(final: Collection[str], ends: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    """Whether a document is at its end: in a `final` status, or where its type ends (type and status)."""
    document = tables.document.c
    return or_(document.status.in_(final), tuple_(document.type, document.status).in_(ends))


def overview(connection: Connection, is_over: ColumnElement[bool], since: Collection[int]) -> Overview:
    """Count. Reads every document that is not over once, and its newest move."""
    document, outbox, worker = tables.document.c, tables.outbox.c, tables.worker.c
    by_destination = (
        select(outbox.destination, outbox.about, func.count(), func.min(outbox.at))
        .group_by(outbox.destination, outbox.about)
        .order_by(outbox.destination, outbox.about)
    )
    disputed = (
        select(document.party, document.type, func.count(), func.min(document.updated_at))
        .where(document.dispute != "")
        .group_by(document.party, document.type)
        .order_by(document.party, document.type)
    )
    workers = connection.execute(select(worker.id, worker.beat, worker.since, worker.at).order_by(worker.id))
    return Overview(
        open=[Pile(*row) for row in connection.execute(_open(is_over))],
        promised=[Pile(*row) for row in connection.execute(by_destination)],
        moved=[connection.scalar(_moved(at)) or 0 for at in since],
        disputed=[Pile(*row) for row in connection.execute(disputed)],
        workers=[WorkerRow(*row) for row in workers],
        quarantined=sum(pile.count for pile in quarantine.piles(connection, {}, is_open=True)),
        parked=connection.scalar(select(func.count()).select_from(tables.parked)) or 0,
    )


def _open(is_over: ColumnElement[bool]) -> Select[Any]:
    """Documents that are not over by party and status, with when the oldest got there."""
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
    """When a document got where it stands: its newest transition that is no observation."""
    transition = tables.transition.c
    moves = select(transition.at).where(transition.document == tables.document.c.id, _is_move())
    return moves.order_by(transition.seq.desc()).limit(1).correlate(tables.document).scalar_subquery()


def _moved(at: int) -> Select[Any]:
    """How many documents moved after a time; those touched since are looked through alone."""
    document, transition = tables.document.c, tables.transition.c
    moves = select(transition.seq).where(transition.document == document.id, transition.at > at, _is_move())
    touched = select(func.count()).select_from(tables.document).where(document.updated_at > at)
    return touched.where(moves.correlate(tables.document).exists())


def _is_move() -> ColumnElement[bool]:
    return tables.transition.c.before.is_distinct_from(tables.transition.c.after)
