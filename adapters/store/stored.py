"""Stored bytes that are there: the row of removed bytes stays, with nothing in it."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from adapters.store import tables
from adapters.store.backend import Backend
from hub.model import digest

NOTHING: Final = digest(b"")
"""The digest of no bytes: only these are whole when they are empty."""
_ROW = tables.payload.c
PRESENT: Final[ColumnElement[bool]] = (func.length(_ROW.bytes) > literal_column("0")) | (_ROW.digest == NOTHING)
GONE: Final[ColumnElement[bool]] = (func.length(_ROW.bytes) == literal_column("0")) & (_ROW.digest != NOTHING)


def keep_bytes(connection: Connection, backend: Backend, payloads: Mapping[str, bytes]) -> None:
    """Store bytes, each once; those that were removed are there again.

    Rows that exist are held until the transaction ends, so that nobody removes what it names; others may name them too.
    """
    if not payloads:
        return
    backend.insert(connection, tables.payload, sorted(payloads.items()), "ignore")
    asked = select(_ROW.digest, GONE.label("is_gone")).where(backend.among([_ROW.digest])).order_by(_ROW.digest)
    if not backend.blocks_whole:
        asked = asked.with_for_update(read=True, key_share=True)
    found = connection.execute(asked, backend.keys([_ROW.digest], [(digest_,) for digest_ in sorted(payloads)]))
    backend.update(connection, tables.payload, [(row.digest, payloads[row.digest]) for row in found if row.is_gone])
