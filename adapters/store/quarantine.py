"""Deliveries in quarantine, operators' acts on them, and parked messages."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, func, select

from adapters.store import codec, tables
from adapters.store.connections import Connections
from adapters.store.criteria import Equal, apart, equal
from adapters.store.lookup import rows
from hub.model import Parked, Quarantined, Settled
from hub.ports import WaitingGroup


class SqlQuarantine:
    """A Quarantine on SQL."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def deliveries(
        self,
        limit: int,
        *,
        owner: str | None = None,
        code: str | None = None,
        beginning: str = "",
        is_open: bool = False,
    ) -> list[Quarantined]:
        """Newest first; an id equal to `beginning` (in any case) comes before ids that only begin with it."""
        row = tables.quarantine.c
        asked = apart(tables.quarantine, {"owner": owner, "code": code}, "id", beginning.lower())
        if is_open:
            asked = asked.where(_is_open())
        with self._connections.reading() as connection:
            return codec.quarantined(connection.execute(asked.order_by(row.at.desc(), row.id.desc()).limit(limit)))

    def groups(self, *, owner: str | None = None, code: str | None = None, is_open: bool = False) -> list[WaitingGroup]:
        """The number of deliveries by owner and code, and the time of the oldest."""
        with self._connections.reading() as connection:
            return groups(connection, {"owner": owner, "code": code}, is_open=is_open)

    def settled(self, ids: Collection[str]) -> list[Settled]:
        """What operators did with these deliveries; a delivery that nobody has settled is left out."""
        keys = [(id_,) for id_ in ids]
        with self._connections.reading() as connection:
            return codec.settled(rows(connection, self._connections.backend, (tables.settled, "quarantine"), keys))

    def parked(self, limit: int, *, owner: str | None = None, beginning: str = "") -> list[Parked]:
        """Newest first; a message id equal to `beginning` comes before ids that only begin with it."""
        row = tables.parked.c
        asked = apart(tables.parked, {"party": owner}, "message", beginning)
        with self._connections.reading() as connection:
            return codec.parked(connection.execute(asked.order_by(row.at.desc(), row.party, row.message).limit(limit)))


def groups(connection: Connection, columns: Equal, *, is_open: bool) -> list[WaitingGroup]:
    """The number of deliveries by owner and code, and the time of the oldest; with `is_open` without settled ones."""
    row = tables.quarantine.c
    counted = select(row.owner, row.code, func.count(), func.min(row.at)).group_by(row.owner, row.code)
    asked = counted.where(*equal(tables.quarantine, columns), *([_is_open()] if is_open else []))
    return [WaitingGroup(*found) for found in connection.execute(asked.order_by(row.owner, row.code))]


def _is_open() -> ColumnElement[bool]:
    return ~select(tables.settled).where(tables.settled.c.quarantine == tables.quarantine.c.id).exists()
