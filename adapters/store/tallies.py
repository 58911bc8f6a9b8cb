"""Tallies: a row for each writer and key. A writer changes only its own rows, so that no worker waits for another."""

import json

from sqlalchemy import Connection, func, select

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.connections import Connections
from hub.model.tally import Counted


class SqlTallyReader:
    """A TallyReader on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def counted(self) -> Counted:
        """The sums over all writers."""
        row = tables.tally.c
        asked = select(row.key, func.sum(row.number), func.sum(row.microseconds)).group_by(row.key)
        with self._connections.reading() as connection:
            found = connection.execute(asked).all()
        return {tuple(json.loads(key)): (int(number), int(total)) for key, number, total in found}


def add(connection: Connection, backend: Backend, writer: str, counted: Counted) -> None:
    """Add to a writer's numbers; always in the order of keys, because a writer may have several threads."""
    rows = sorted((writer, json.dumps(key), number, total) for key, (number, total) in counted.items())
    backend.insert(connection, tables.tally, rows, "add")
