"""Documents by where they stand, since when: counted in an index, group by group."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, func, select, tuple_

from adapters.store import codec, tables
from adapters.store.criteria import OVERDUE
from hub.model import Document
from hub.ports import StandingGroup

_ROW: Final = tables.document.c
_KEY: Final = (_ROW.status, _ROW.type, _ROW.party)
_AT: Final[Mapping[str, BindParameter[Any]]] = {column.name: bindparam(column.name) for column in _KEY}
_FIRST: Final = select(*_KEY, _ROW.moved_at).order_by(*_KEY, _ROW.moved_at).limit(1)
_NEXT: Final = {depth: _FIRST.where(tuple_(*_KEY[:depth]) > tuple_(*list(_AT.values())[:depth])) for depth in (1, 2, 3)}
"""The first document behind all of a status, of a status and type, of a group."""
_COUNTED: Final = select(func.count(), func.max(_ROW.moved_at)).where(*(column == _AT[column.name] for column in _KEY))
_OVER: Final = (_ROW.type, _ROW.party, _ROW.status)
_OVERDUE: Final = (
    select(*_OVER, func.count(), func.min(_ROW.moved_at), func.max(_ROW.overdue_at))
    .where(OVERDUE)
    .group_by(*_OVER)
    .order_by(*_OVER)
)


def standing(connection: Connection, final: Collection[str], ends: Collection[tuple[str, str]]) -> list[StandingGroup]:
    """The documents that are not at their end, by status, type and party, sorted.

    A group whose last document has moved on since it was found is left out: PostgreSQL reads each statement anew.
    """
    return [
        StandingGroup(**at, count=count, oldest=oldest, newest=newest)
        for at, oldest in _groups(connection, frozenset(final), frozenset(ends))
        for count, newest in connection.execute(_COUNTED, at)
        if count
    ]


def _groups(
    connection: Connection, final: Collection[str], ends: Collection[tuple[str, str]]
) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Each group with the time of its oldest document. What is at its end is passed over in one step."""
    row = connection.execute(_FIRST).first()
    while row is not None:
        at: dict[str, Any] = {"status": row.status, "type": row.type, "party": row.party}
        if row.status in final:
            depth = 1
        elif (row.type, row.status) in ends:
            depth = 2
        else:
            depth = 3
            yield at, row.moved_at
        row = connection.execute(_NEXT[depth], dict(list(at.items())[:depth])).first()


def overdue(connection: Connection) -> list[StandingGroup]:
    """The documents whose answers are overdue, by type, party and status."""
    names = ("type", "party", "status", "count", "oldest", "newest")
    found = connection.execute(_OVERDUE)
    return [StandingGroup(**dict(zip(names, row, strict=True)), is_overdue=True) for row in found]


def longest(connection: Connection, group: StandingGroup) -> Document | None:
    """The document of a group that has stood there longest."""
    those = [getattr(_ROW, name) == getattr(group, name) for name in ("status", "type", "party")]
    asked = select(tables.document).where(*those, *([OVERDUE] if group.is_overdue else []))
    return next(iter(codec.documents(connection.execute(asked.order_by(_ROW.moved_at).limit(1)))), None)
