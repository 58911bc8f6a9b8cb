"""Attempts at redelivered deliveries."""

from collections.abc import Collection, Mapping

from sqlalchemy import exists, select

from adapters.store import tables
from adapters.store.connections import Connections
from adapters.store.lookup import rows
from hub.ports import Attempts


class SqlAttempts:
    """DeliveryAttempts on SQL, with a row for each delivery."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def counts(self, deliveries: Collection[str]) -> dict[str, Attempts]:
        """The attempts of these deliveries; a delivery without attempts is left out."""
        keys = [(delivery,) for delivery in deliveries]
        with self._connections.reading() as connection:
            found = rows(connection, self._connections.backend, (tables.trial, "delivery"), keys)
        return {row.delivery: Attempts(row.together, row.tries) for row in found}

    def record(self, begun: Mapping[str, Attempts], worker: str, at: int) -> None:
        """Replace these attempts, and the worker that is about to try."""
        written = [(delivery, tried.alone, at, tried.together, worker) for delivery, tried in sorted(begun.items())]
        with self._connections.writing() as connection:
            self._connections.backend.insert(connection, tables.trial, written, "replace")

    def forget(self, deliveries: Collection[str]) -> None:
        """Delete the attempts of deliveries that were recorded."""
        keys = [(delivery,) for delivery in sorted(deliveries)]
        with self._connections.writing() as connection:
            self._connections.backend.delete(connection, [tables.trial.c.delivery], keys)

    def has_unfinished(self, worker: str, since: int) -> bool:
        """Whether an attempt that this worker began at that time or later was not forgotten."""
        row = tables.trial.c
        asked = select(exists().where(row.worker == worker, row.at >= since))
        with self._connections.reading() as connection:
            return connection.scalar(asked) is True
