"""Deliveries in quarantine, what operators did about them, and what is parked."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, func, select

from adapters.store import codec, tables
from adapters.store.connections import Connections
from adapters.store.criteria import Equal, apart, equal
from adapters.store.lookup import rows
from hub.model import Parked, Quarantined, Settled
from hub.ports import WaitingGroup


class SqlQuarantine:
    """A Quarantine."""

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
        """Newest first; an id that is `beginning`, in any case, before those that only begin so."""
        row = tables.quarantine.c
        asked = apart(tables.quarantine, {"owner": owner, "code": code}, "id", beginning.lower())
        if is_open:
            asked = asked.where(_is_open())
        with self._connections.reading() as connection:
            return codec.quarantined(connection.execute(asked.order_by(row.at.desc(), row.id.desc()).limit(limit)))

    def groups(self, *, owner: str | None = None, code: str | None = None, is_open: bool = False) -> list[WaitingGroup]:
        """How many there are by owner and code, and since when."""
        with self._connections.reading() as connection:
            return groups(connection, {"owner": owner, "code": code}, is_open=is_open)

    def settled(self, ids: Collection[str]) -> list[Settled]:
        """What operators did about these; none where nothing yet."""
        keys = [(id_,) for id_ in ids]
        with self._connections.reading() as connection:
            return codec.settled(rows(connection, self._connections.backend, (tables.settled, "quarantine"), keys))

    def parked(self, limit: int, *, owner: str | None = None, beginning: str = "") -> list[Parked]:
        """Newest first; a receipt's own id that is `beginning` before those that only begin so."""
        row = tables.parked.c
        asked = apart(tables.parked, {"party": owner}, "message", beginning)
        with self._connections.reading() as connection:
            return codec.parked(connection.execute(asked.order_by(row.at.desc(), row.party, row.message).limit(limit)))


def groups(connection: Connection, columns: Equal, *, is_open: bool) -> list[WaitingGroup]:
    """How many there are by owner and code, and since when; with `is_open` none that is settled."""
    row = tables.quarantine.c
    counted = select(row.owner, row.code, func.count(), func.min(row.at)).group_by(row.owner, row.code)
    asked = counted.where(*equal(tables.quarantine, columns), *([_is_open()] if is_open else []))
    return [WaitingGroup(*found) for found in connection.execute(asked.order_by(row.owner, row.code))]


def _is_open() -> ColumnElement[bool]:
    return ~select(tables.settled).where(tables.settled.c.quarantine == tables.quarantine.c.id).exists()
