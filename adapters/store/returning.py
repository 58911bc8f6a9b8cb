"""Bring documents back into the store that archives hold, and note that they have left it again."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.sql.expression import ColumnElement

from adapters.store import codec, tables
from adapters.store.catalogues import numbers
from adapters.store.lookup import rows
from adapters.store.removal_rows import RemovalRows
from adapters.store.stored import keep_bytes
from hub.ports.retention import Back

_ROW = tables.unarchived.c


def put_back(read: RemovalRows, back: Back, act: str, at: int) -> None:
    """Insert the rows that are missing, fill the bytes that are empty, and record that the document is back."""
    connection, backend = read.connection, read.backend
    if not backend.blocks_whole:
        document = tables.document.c.id
        connection.execute(select(document).where(document == back.document).with_for_update(key_share=True))
    _note(read, [back.document], (True, act, at))
    there = {row.seq for row in rows(connection, backend, (tables.transition, "document"), [(back.document,)])}
    missing = [row for row in back.transitions if row.seq not in there]
    number = numbers(connection, backend, {row.catalogue for row in missing})
    values = [codec.transition_values(row, number[row.catalogue]) for row in missing]
    backend.insert(connection, tables.transition, values, "refuse")
    keep_bytes(connection, backend, back.payloads)


def note_gone(read: RemovalRows, documents: Collection[str], act: str, at: int) -> None:
    """Record that documents which were brought back have left again."""
    _note(read, sorted(documents), (False, act, at))


def is_inside(document: ColumnElement[str]) -> ColumnElement[bool]:
    """A condition: the document was brought back and has not left again."""
    newest = select(_ROW.inside).where(_ROW.document == document).order_by(_ROW.number.desc()).limit(1)
    return newest.scalar_subquery()


def _note(read: RemovalRows, documents: Collection[str], what: tuple[bool, str, int]) -> None:
    """Record what became of documents, unless it is recorded."""
    newest = read.newest_returns(documents)
    is_in, act, at = what
    new = [
        (id_, newest[id_].number + 1 if id_ in newest else 1, is_in, act, at)
        for id_ in documents
        if (newest[id_].inside if id_ in newest else False) != is_in
    ]
    read.backend.insert(read.connection, tables.unarchived, new, "refuse")
