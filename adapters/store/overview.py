"""What an operator sees at one glance: what waits where, since when, and who works."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from adapters.store import quarantine, tables
from hub.ports import Overview, Pile, WorkerRow


def overview(connection: Connection, final: Collection[str], since: Collection[int]) -> Overview:
    """Count; `final` are the statuses in which nothing is waited for. Reads every open document once."""
    document, outbox, worker = tables.document.c, tables.outbox.c, tables.worker.c
    by_status = (
        select(document.party, document.status, func.count(), func.min(document.updated_at))
        .where(document.status.not_in(final))
        .group_by(document.party, document.status)
        .order_by(document.party, document.status)
    )
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
        open=[Pile(*row) for row in connection.execute(by_status)],
        promised=[Pile(*row) for row in connection.execute(by_destination)],
        moved=[
            connection.scalar(select(func.count()).select_from(tables.document).where(document.updated_at > at)) or 0
            for at in since
        ],
        disputed=[Pile(*row) for row in connection.execute(disputed)],
        workers=[WorkerRow(*row) for row in workers],
        quarantined=sum(pile.count for pile in quarantine.piles(connection, {}, is_open=True)),
        parked=connection.scalar(select(func.count()).select_from(tables.parked)) or 0,
    )
