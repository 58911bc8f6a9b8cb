"""What time a store has: a server has a clock of its own, a file has none but ours."""

from sqlalchemy import Connection, func, select

from adapters.store import tables
from adapters.store.connections import Connections

QUESTION = {"postgresql": "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"}
"""How a store is asked for its own time, by dialect."""


class SqlClock:
    """A StoreClock: the server's, and the newest time that is recorded."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def now(self) -> int | None:
        """The server's time; None for a file, which has no clock but ours."""
        with self._connections.reading() as connection:
            return its_time(connection)

    def newest(self) -> int:
        """When a document last changed, found by the index on that time; 0 in an empty store."""
        with self._connections.reading() as connection:
            return newest_change(connection)


def its_time(connection: Connection) -> int | None:
    """Microseconds since 1970, UTC; None where the store has no clock but ours."""
    if (question := QUESTION.get(connection.dialect.name)) is None:
        return None
    return int(connection.exec_driver_sql(question).scalar_one())


def newest_change(connection: Connection) -> int:
    """Microseconds since 1970, UTC; 0 where no document is recorded."""
    return connection.scalar(select(func.max(tables.document.c.updated_at))) or 0
