"""One transaction: lock rows, read them, and write all changes at once."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, select

from adapters.store import codec, tables
from adapters.store.backend import Backend
from adapters.store.reading import (
    SqlActReader,
    SqlClaimReader,
    SqlDocumentReader,
    SqlMessageReader,
    SqlNumberReader,
    SqlWorkReader,
)
from adapters.store.writing import write
from hub.model import Changes, Circuit, Parked

Key = tuple[str, str]
"""A destination, and what is wrong with it."""


class SqlUnit(SqlDocumentReader, SqlNumberReader, SqlMessageReader, SqlActReader, SqlClaimReader, SqlWorkReader):
    """A Unit on one connection. The store begins and ends its transaction. Not thread-safe."""

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Lock these rows until the end, in id order, documents before resources. Blocks."""
        made = [(key, "{}", 0, "0", "", "0") for key in sorted(set(resources))]
        if not self._backend.blocks_whole:
            self._hold(tables.document, documents)
        self._backend.insert(self._connection, tables.resource, made, "ignore")
        if not self._backend.blocks_whole:
            self._hold(tables.resource, resources)

    def _hold(self, table: Table, keys: Collection[str]) -> None:
        """Lock rows like an UPDATE (FOR NO KEY UPDATE): rows with foreign keys to them need not wait."""
        (key,) = table.primary_key.columns
        if keys:
            given = self._backend.keys([key], [(k,) for k in keys])
            self._connection.execute(_holding(self._backend, table), given).all()

    def waiting(self, keys: Collection[tuple[str, str]]) -> list[Parked]:
        """Parked messages, locked until the end: one that another transaction takes meanwhile is not there. Blocks."""
        if self._backend.blocks_whole or not keys:
            return super().waiting(keys)
        named = [tables.parked.c.party, tables.parked.c.message]
        found = self._connection.execute(_taking(self._backend), self._backend.keys(named, keys))
        return codec.parked(found.all())

    def circuits(self, keys: Collection[Key], failing: Collection[Key] = ()) -> list[Circuit]:
        """The circuits with failures among these, locked until the end; those of `failing` are made first. Blocks.

        Where something failed, one after another in the order of their keys: a row that another transaction removed
        while this one waited for it is made anew before the next one is locked, so that all lock them in one order.
        """
        if not failing:
            return codec.circuits(self._turned(keys))
        return codec.circuits(row for key in sorted(keys) for row in self._circuit(key, is_made=key in failing))

    def _circuit(self, key: Key, *, is_made: bool) -> Sequence[Sequence[Any]]:
        while True:
            if is_made:
                self._backend.insert(self._connection, tables.circuit, [(*key, "[]", 0, 0, 0, 0, "", "")], "ignore")
            if (found := self._turned([key])) or not is_made:
                return found

    def _turned(self, keys: Collection[Key]) -> Sequence[Sequence[Any]]:
        named = [tables.circuit.c.destination, tables.circuit.c.trouble]
        given = self._backend.keys(named, sorted(keys))
        return self._connection.execute(_turning(self._backend), given).all() if keys else []

    def write(self, changes: Changes) -> None:
        """Write all rows. Raises StoreConflict if a unique row exists already, StoreUnavailable if the write fails."""
        write(self._connection, self._backend, changes)


@cache
def _holding(backend: Backend, table: Table) -> Select[Any]:
    (key,) = table.primary_key.columns
    return select(key).where(backend.among([key])).order_by(key).with_for_update(key_share=True)


@cache
def _turning(backend: Backend) -> Select[Any]:
    named = [tables.circuit.c.destination, tables.circuit.c.trouble]
    return select(tables.circuit).where(backend.among(named)).order_by(*named).with_for_update()


@cache
def _taking(backend: Backend) -> Select[Any]:
    named = [tables.parked.c.party, tables.parked.c.message]
    return select(tables.parked).where(backend.among(named)).order_by(*named).with_for_update()
