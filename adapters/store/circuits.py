"""Circuits, as all workers know them."""

from sqlalchemy import Connection, select

from adapters.store import codec, tables
from adapters.store.connections import Connections
from hub.model import Circuit


class SqlCircuits:
    """A CircuitReader on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def open(self) -> list[Circuit]:
        """The open circuits, by destination and trouble."""
        with self._connections.reading() as connection:
            return open_circuits(connection)


def open_circuits(connection: Connection) -> list[Circuit]:
    """The open circuits, by destination and trouble."""
    row = tables.circuit.c
    asked = select(tables.circuit).where(row.opened_at > 0).order_by(row.destination, row.trouble)
    return codec.circuits(connection.execute(asked))
