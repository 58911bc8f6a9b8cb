"""Read rows by many keys at once, with statements that are built once."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, FromClause, Row, Select, Table, select

from adapters.store import tables
from adapters.store.backend import Backend

NUMBER = tables.catalogue.c.number
Key = tuple[Any, ...]
By = tuple[Table, *tuple[str, ...]]
"""A table and the columns by which it is searched."""


def rows(
    connection: Connection,
    backend: Backend,
    by: By,
    keys: Collection[Key],
    only: ColumnElement[bool] | None = None,
) -> Sequence[Row[Any]]:
    """The rows of a table with one of the keys in the named columns, if they meet `only`; in any order."""
    if not keys:
        return []
    table, *names = by
    parameters = backend.keys([table.c[name] for name in names], keys)
    return connection.execute(_statement(backend, by, only), parameters).all()


@cache
def _statement(backend: Backend, by: By, only: ColumnElement[bool] | None) -> Select[tuple[Any, ...]]:
    table, *names = by
    keys = [table.c[name] for name in names]
    if (divided := backend.each(keys)) is None:
        found = whole(table).where(backend.among(keys))
    else:
        rows_of_keys, joined = divided
        found = select(*columns(table, rows_of_keys)).select_from(joined)
    return found if only is None else found.where(only)


@cache
def whole(table: Table) -> Select[tuple[Any, ...]]:
    """The rows of a table as the codec reads them: with the digest of their catalogue in the place of its number."""
    return select(*columns(table))


def columns(table: Table, source: FromClause | None = None) -> list[ColumnElement[Any]]:
    """The columns as the codec reads them; of the table itself, or of a source with the same columns."""
    given = (table if source is None else source).columns
    return [_digest_of(given[c.name]) if _is_number(c) else given[c.name] for c in table.columns]


def _is_number(column: Column[Any]) -> bool:
    return any(key.column is NUMBER for key in column.foreign_keys)


def _digest_of(number: ColumnElement[Any]) -> ColumnElement[Any]:
    catalogue = tables.catalogue.c
    return select(catalogue.digest).where(catalogue.number == number).scalar_subquery().label(NUMBER.table.name)
