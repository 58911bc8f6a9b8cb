"""The time of a store. A server has its own clock; a file has none."""

from sqlalchemy import Connection, func, select

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.connections import Connections


class SqlClock:
    """A StoreClock on SQL: the server's time, and the newest recorded time."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def now(self) -> int | None:
        """The server's time; None for a file."""
        with self._connections.reading() as connection:
            return its_time(connection, self._connections.backend)

    def newest(self) -> int:
        """The time of the newest change of a document, found by index; 0 in an empty store."""
        with self._connections.reading() as connection:
            return newest_change(connection)


def its_time(connection: Connection, backend: Backend) -> int | None:
    """Microseconds since 1970, UTC; None if the store has no clock of its own."""
    return None if backend.clock is None else int(connection.exec_driver_sql(backend.clock).scalar_one())


def newest_change(connection: Connection) -> int:
    """Microseconds since 1970, UTC; 0 if no document is recorded."""
    return connection.scalar(select(func.max(tables.document.c.updated_at))) or 0
