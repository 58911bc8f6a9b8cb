"""Read rows by many keys at once, with statements that are built once."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Table, select

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
    found = whole(table).where(backend.among([table.c[name] for name in names]))
    return found if only is None else found.where(only)


@cache
def whole(table: Table) -> Select[tuple[Any, ...]]:
    """The rows of a table as the codec reads them: with the digest of their catalogue in the place of its number."""
    return select(*columns(table))


def columns(table: Table) -> list[ColumnElement[Any]]:
    """The columns as the codec reads them."""
    return [_digest_of(c) if any(key.column is NUMBER for key in c.foreign_keys) else c for c in table.columns]


def _digest_of(number: Column[Any]) -> ColumnElement[Any]:
    catalogue = tables.catalogue.c
    return select(catalogue.digest).where(catalogue.number == number).scalar_subquery().label(number.name)
