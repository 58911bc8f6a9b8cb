"""Read rows by many keys at once, with statements that are built once."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, select

from adapters.store.backend import Backend

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
    found = select(table).where(backend.among([table.c[name] for name in names]))
    return found if only is None else found.where(only)
