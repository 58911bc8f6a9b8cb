"""Conditions for the rows that operators ask for."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, or_, select, tuple_, union

from adapters.store import tables
from adapters.store.concerned import concerning
from hub.model.document import OWN_DISPUTE
from hub.ports import Filter

DISPUTED = tables.document.c.dispute != ""
DISPUTED_ITSELF = DISPUTED & tables.document.c.dispute.regexp_match(OWN_DISPUTE)
OVERDUE = tables.document.c.overdue_at.is_not(None)
WITHOUT_FORM = tables.document.c.form.is_(None) & (tables.document.c.portal == tables.document.c.sender)
"""A portal submitted the document, and its form was not kept."""
LAST_CHARACTER = "\U0010ffff"
Equal = Mapping[str, str | None]
"""Required values by column; None means any value."""


def chosen(connection: Connection, filter_: Filter) -> list[ColumnElement[bool]]:
    """Conditions on a document, without its time."""
    document = tables.document.c
    named = {name: getattr(filter_, name) for name in ("type", "portal", "party", "record")}
    conditions = equal(tables.document, named)
    if filter_.enterprise is not None:
        conditions.append(_of_enterprise(connection, filter_.enterprise, is_own=filter_.is_own))
    if filter_.statuses:
        conditions.append(document.status.in_(filter_.statuses))
    if filter_.open_but is not None:
        conditions.append(~over(*filter_.open_but))
    if filter_.is_overdue:
        conditions.append(OVERDUE)
    if filter_.needs_person is not None:
        conditions.append(_needs_person(*filter_.needs_person))
    if filter_.disputed_itself:
        conditions.append(DISPUTED_ITSELF)
    if filter_.name:
        conditions.append(_has(document.enterprise_name, filter_.name))
    if filter_.text:
        conditions.append(_says(filter_.text, without_details=filter_.without_details))
    return [*conditions, DISPUTED] if filter_.disputed else conditions


def _needs_person(failing: Collection[str], ends: Collection[tuple[str, str]]) -> ColumnElement[bool]:
    """The condition on a document: one of the kinds, each of which an index finds."""
    document = tables.document.c
    not_sent = document.status.in_(failing) & ~tuple_(document.type, document.status).in_(ends)
    kinds = (select(document.id).where(kind).correlate(None) for kind in (OVERDUE, DISPUTED_ITSELF, not_sent))
    return document.id.in_(union(*kinds))


def _says(text: str, *, without_details: bool) -> ColumnElement[bool]:
    """The condition on a document: a text stands in it, in its numbers or in its trail, whose details are JSON."""
    document, reference, transition = tables.document.c, tables.reference.c, tables.transition.c
    numbered = select(reference.value).where(reference.document == document.id, _has(reference.value, text))
    told = select(transition.seq).where(
        transition.document == document.id, _has(transition.detail, json.dumps(text)[1:-1])
    )
    beside = [numbered] if without_details else [numbered, told]
    exist = [one.correlate(tables.document).exists() for one in beside]
    return or_(_has(document.enterprise_name, text), _has(document.sender_ref, text), *exist)


def _has(column: Column[str], text: str) -> ColumnElement[bool]:
    return column.icontains(text, autoescape=True)


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
