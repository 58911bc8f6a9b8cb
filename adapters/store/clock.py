"""What time a store has: a server has a clock of its own, a file has none but ours."""

from sqlalchemy import Connection, func, select

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.connections import Connections


class SqlClock:
    """A StoreClock: the server's, and the newest time that is recorded."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def now(self) -> int | None:
        """The server's time; None for a file, which has no clock but ours."""
        with self._connections.reading() as connection:
            return its_time(connection, self._connections.backend)

    def newest(self) -> int:
        """When a document last changed, found by the index on that time; 0 in an empty store."""
        with self._connections.reading() as connection:
            return newest_change(connection)


def its_time(connection: Connection, backend: Backend) -> int | None:
    """Microseconds since 1970, UTC; None where the store has no clock but ours."""
    return None if backend.clock is None else int(connection.exec_driver_sql(backend.clock).scalar_one())


def newest_change(connection: Connection) -> int:
    """Microseconds since 1970, UTC; 0 where no document is recorded."""
    return connection.scalar(select(func.max(tables.document.c.updated_at))) or 0
