"""What workers tell each other through the store: that they live, and which deliveries they were about to try."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, exists, select, update

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.lookup import rows
from hub.ports import Trial


def beat(connection: Connection, backend: Backend, worker: str, at: int) -> dict[str, int]:
    """Count this worker's beats up by one; return all counters, 0 for owners of outbox rows who never beat."""
    row = tables.worker.c
    backend.insert(connection, tables.worker, [(worker, 0, at, at)], "ignore")
    connection.execute(update(tables.worker).where(row.id == worker).values(beat=row.beat + 1, at=at))
    owners = connection.scalars(select(tables.outbox.c.owner).distinct())
    counters = connection.execute(select(row.id, row.beat))
    return dict.fromkeys(owners, 0) | dict(map(tuple, counters))


def leave(connection: Connection, worker: str) -> None:
    """Forget a worker that has ended."""
    connection.execute(delete(tables.worker).where(tables.worker.c.id == worker))


def adopt(connection: Connection, owners: Collection[str], heir: str) -> int:
    """Make `heir` the owner of these owners' outbox rows; return how many changed hands."""
    outbox = tables.outbox
    theirs = select(outbox.c.id).where(outbox.c.owner.in_(owners)).with_for_update(skip_locked=True)
    return connection.execute(update(outbox).where(outbox.c.id.in_(theirs)).values(owner=heir)).rowcount


def trials(connection: Connection, backend: Backend, deliveries: Collection[str]) -> dict[str, Trial]:
    """How often each delivery was tried and did not come through."""
    found = rows(connection, backend, (tables.trial, "delivery"), [(delivery,) for delivery in deliveries])
    return {row.delivery: Trial(row.together, row.tries) for row in found}


def note_trials(connection: Connection, backend: Backend, noted: Mapping[str, Trial], worker: str, at: int) -> None:
    """Keep these numbers, and who is about to try."""
    written = [(delivery, trial.alone, at, trial.together, worker) for delivery, trial in sorted(noted.items())]
    backend.insert(connection, tables.trial, written, "replace")


def came_through(connection: Connection, backend: Backend, deliveries: Collection[str]) -> None:
    """Forget the trials of deliveries."""
    backend.delete(connection, [tables.trial.c.delivery], [(delivery,) for delivery in sorted(deliveries)])


def was_trying(connection: Connection, worker: str, since: int) -> bool:
    """Whether a trial that this worker began at that time or later has not ended."""
    row = tables.trial.c
    return connection.scalar(select(exists().where(row.worker == worker, row.at >= since))) is True
