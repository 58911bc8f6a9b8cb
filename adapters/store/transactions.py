"""Transactions that write, and transactions that only read."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.store.connections import Connections
from adapters.store.snapshot import SqlSnapshot
from adapters.store.unit import SqlUnit


class SqlTransactions:
    """Transactions on one store's connections."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @contextmanager
    def begin(self) -> Iterator[SqlUnit]:
        """Open a transaction that may write; committed at the end of the block, rolled back if the block raises."""
        with self._connections.writing() as connection:
            yield SqlUnit(connection, self._connections.backend)

    @contextmanager
    def snapshot(self) -> Iterator[SqlSnapshot]:
        """Open a transaction that only reads and sees the state of one moment."""
        with self._connections.of_one_moment() as connection:
            yield SqlSnapshot(connection, self._connections.backend)
