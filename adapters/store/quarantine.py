"""Deliveries in quarantine, and what operators did about them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, func, select

from adapters.store import codec, tables
from adapters.store.backend import Backend
from adapters.store.lookup import rows
from adapters.store.records import Equal, apart
from hub.model import Quarantined, Settled
from hub.ports import Pile


def quarantined(
    connection: Connection, limit: int, equal: Equal, beginning: str, *, is_open: bool
) -> list[Quarantined]:
    """Newest first; an id that is `beginning` before those that only begin so; with `is_open` none that is settled."""
    row = tables.quarantine.c
    asked = apart(tables.quarantine, equal, "id", beginning.lower()).where(*([_is_open()] if is_open else []))
    return codec.quarantined(connection.execute(asked.order_by(row.at.desc(), row.id.desc()).limit(limit)))


def piles(connection: Connection, equal: Equal, *, is_open: bool) -> list[Pile]:
    """How many there are by owner and code, and since when; with `is_open` none that is settled."""
    row = tables.quarantine.c
    named = [row[column] == value for column, value in equal.items() if value is not None]
    counted = select(row.owner, row.code, func.count(), func.min(row.at)).group_by(row.owner, row.code)
    asked = counted.where(*named, *([_is_open()] if is_open else [])).order_by(row.owner, row.code)
    return [Pile(*found) for found in connection.execute(asked)]


def settled(connection: Connection, backend: Backend, ids: Collection[str]) -> list[Settled]:
    """What operators did about these; none where nothing yet."""
    return codec.settled(rows(connection, backend, (tables.settled, "quarantine"), [(id_,) for id_ in ids]))


def _is_open() -> ColumnElement[bool]:
    return ~select(tables.settled).where(tables.settled.c.quarantine == tables.quarantine.c.id).exists()
