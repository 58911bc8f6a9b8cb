"""What workers tell each other through the store: that they live, and which deliveries they were about to try."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select, update

from adapters.store import tables
from adapters.store.backend import Backend


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


def tries(connection: Connection, deliveries: Collection[str]) -> dict[str, int]:
    """How often each delivery was tried alone and did not come through."""
    row = tables.trial.c
    return dict(map(tuple, connection.execute(select(row.delivery, row.tries).where(row.delivery.in_(deliveries)))))


def try_alone(connection: Connection, backend: Backend, delivery: str, at: int) -> int:
    """Count one more try; return how many there were before."""
    row = tables.trial.c
    backend.insert(connection, tables.trial, [(delivery, 0, at)], "ignore")
    counted = update(tables.trial).where(row.delivery == delivery).values(tries=row.tries + 1, at=at)
    (now,) = connection.scalars(counted.returning(row.tries))
    return int(now) - 1


def came_through(connection: Connection, delivery: str) -> None:
    """Forget a delivery's tries."""
    connection.execute(delete(tables.trial).where(tables.trial.c.delivery == delivery))
