"""Conditions for the rows that operators ask for."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, or_, select, tuple_

from adapters.store import tables
from adapters.store.concerned import concerning
from hub.ports import Filter

DISPUTED = tables.document.c.dispute != ""
WITHOUT_FORM = tables.document.c.form.is_(None) & (tables.document.c.portal == tables.document.c.sender)
"""A portal submitted the document, and its form was not kept."""
LAST_CHARACTER = "\U0010ffff"
Equal = Mapping[str, str | None]
"""Required values by column; None means any value."""


def chosen(connection: Connection, filter_: Filter) -> list[ColumnElement[bool]]:
    """Conditions on a document, without its time."""
    named = {name: getattr(filter_, name) for name in ("type", "portal", "party", "status", "record")}
    conditions = equal(tables.document, named)
    if filter_.enterprise is not None:
        conditions.append(_of_enterprise(connection, filter_.enterprise, is_own=filter_.is_own))
    return [*conditions, DISPUTED] if filter_.disputed else conditions


def _of_enterprise(connection: Connection, enterprise: str, *, is_own: bool) -> ColumnElement[bool]:
    """The condition on a document: it is the enterprise's own, or else (not `is_own`) concerns it."""
    if is_own and enterprise:
        return tables.document.c.enterprise == enterprise
    return concerning(connection, enterprise)


def over(final: Collection[str], ends: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    """Whether a document is at its end: in a `final` status, or in an end status of its type (type and status)."""
    document = tables.document.c
    return or_(document.status.in_(final), tuple_(document.type, document.status).in_(ends))


def equal(table: Table, columns: Equal) -> list[ColumnElement[bool]]:
    """Conditions: the columns have the required values."""
    return [table.c[column] == value for column, value in columns.items() if value is not None]


def begins(column: Column[str], beginning: str) -> ColumnElement[bool]:
    """The column's text begins with `beginning`; uses the index."""
    return (column >= beginning) & (column < beginning + LAST_CHARACTER)


def apart(table: Table, columns: Equal, name: str, beginning: str) -> Select[Any]:
    """The matching rows; with `beginning`, only rows whose name begins with it, and an equal name first."""
    asked = select(table).where(*equal(table, columns))
    if not beginning:
        return asked
    return asked.where(begins(table.c[name], beginning)).order_by(table.c[name] != beginning)
