"""Deliveries in quarantine, operators' acts on them, and parked messages."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, case, func, select

from adapters.store import codec, tables
from adapters.store.connections import Connections
from adapters.store.criteria import apart, equal
from adapters.store.lookup import rows
from hub.model import Parked, Quarantined, Settled
from hub.ports import QuarantineGroup


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

    def groups(
        self, *, owner: str | None = None, code: str | None = None, is_open: bool = False, since: int = 0
    ) -> list[QuarantineGroup]:
        """The deliveries counted by owner and code; an index has all that is read."""
        only = [*equal(tables.quarantine, {"owner": owner, "code": code}), *([_is_open()] if is_open else [])]
        with self._connections.reading() as connection:
            return _groups(connection, only, since)

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


def open_groups(connection: Connection) -> list[QuarantineGroup]:
    """The deliveries that no operator has settled, counted by owner and code."""
    return _groups(connection, [_is_open()])


def _groups(connection: Connection, only: Sequence[ColumnElement[bool]], since: int = 0) -> list[QuarantineGroup]:
    row = tables.quarantine.c
    recent = func.sum(case((row.at >= since, 1), else_=0))
    counts = (func.count(), func.min(row.at), func.max(row.at), recent)
    asked = select(row.owner, row.code, *counts).where(*only)
    asked = asked.group_by(row.owner, row.code).order_by(row.owner, row.code)
    names = ("owner", "code", "count", "first", "last", "recent")
    return [QuarantineGroup(**dict(zip(names, found, strict=True))) for found in connection.execute(asked)]


def _is_open() -> ColumnElement[bool]:
    return ~select(tables.settled).where(tables.settled.c.quarantine == tables.quarantine.c.id).exists()
