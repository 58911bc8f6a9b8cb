"""Timers and early notices."""

from sqlalchemy import select, tuple_

from adapters.store import codec, tables
from adapters.store.connections import Connections
from hub.model import Parked, Timer


class SqlSchedule:
    """A Schedule on SQL: due timers and early notices."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def timers(self, now: int, limit: int) -> list[Timer]:
        """Timers that are due, oldest first."""
        timer = tables.timer.c
        asked = select(tables.timer).where(timer.due <= now).order_by(timer.due, timer.document).limit(limit)
        with self._connections.reading() as connection:
            return codec.timers(connection.execute(asked))

    def early_notices(self, limit: int, after: Parked | None = None) -> list[Parked]:
        """Parked messages that answer no message of the hub, oldest first; with `after`, those behind that row."""
        row = tables.parked.c
        order = (row.at, row.party, row.message)
        asked = select(tables.parked).where(row.answers == "").order_by(*order).limit(limit)
        if after is not None:
            asked = asked.where(tuple_(*order) > tuple_(after.at, after.party, after.message))
        with self._connections.reading() as connection:
            return codec.parked(connection.execute(asked))
