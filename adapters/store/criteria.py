"""Conditions by which operators choose rows."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, or_, select, tuple_

from adapters.store import tables
from hub.ports import Filter

DISPUTED = tables.document.c.dispute != ""
LAST_CHARACTER = "\U0010ffff"
Equal = Mapping[str, str | None]
"""What columns must hold; None means anything."""


def chosen(filter_: Filter) -> list[ColumnElement[bool]]:
    """Conditions on a document, but for its time."""
    named = {name: getattr(filter_, name) for name in ("type", "portal", "party", "enterprise", "status", "record")}
    conditions = equal(tables.document, named)
    return [*conditions, DISPUTED] if filter_.disputed else conditions


def over(final: Collection[str], ends: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    """Whether a document is at its end: in a `final` status, or where its type ends (type and status)."""
    document = tables.document.c
    return or_(document.status.in_(final), tuple_(document.type, document.status).in_(ends))


def equal(table: Table, columns: Equal) -> list[ColumnElement[bool]]:
    """The columns hold what they must."""
    return [table.c[column] == value for column, value in columns.items() if value is not None]


def begins(column: Column[str], beginning: str) -> ColumnElement[bool]:
    """The column's text begins so; found by index."""
    return (column >= beginning) & (column < beginning + LAST_CHARACTER)


def apart(table: Table, columns: Equal, name: str, beginning: str) -> Select[Any]:
    """Rows that hold what is asked, those whose name is `beginning` first, where one is given."""
    asked = select(table).where(*equal(table, columns))
    if not beginning:
        return asked
    return asked.where(begins(table.c[name], beginning)).order_by(table.c[name] != beginning)
