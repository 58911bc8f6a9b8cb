"""Heartbeats of workers, as counters."""

from sqlalchemy import delete, select, union, update

from adapters.store import tables, tallies
from adapters.store.connections import Connections
from hub.model import OFFERED
from hub.model.tally import Counted


class SqlHeartbeats:
    """Heartbeats on SQL, with a row for each worker."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def record(self, worker: str, at: int, counted: Counted | None = None) -> dict[str, int]:
        """Increase this worker's counter; return all counters, 0 for owners of rows who have no heartbeat."""
        row = tables.worker.c
        with self._connections.writing() as connection:
            self._connections.backend.insert(connection, tables.worker, [(worker, 0, at, at)], "ignore")
            connection.execute(update(tables.worker).where(row.id == worker).values(beat=row.beat + 1, at=at))
            tallies.add(connection, self._connections.backend, worker, counted or {})
            unsigned = select(tables.to_sign.c.owner).where(tables.to_sign.c.owner != OFFERED)
            owners = connection.scalars(union(select(tables.outbox.c.owner), unsigned))
            counters = connection.execute(select(row.id, row.beat))
            return dict.fromkeys(owners, 0) | dict(map(tuple, counters))

    def remove(self, worker: str) -> None:
        """Delete the counter of a worker that has ended."""
        with self._connections.writing() as connection:
            connection.execute(delete(tables.worker).where(tables.worker.c.id == worker))
