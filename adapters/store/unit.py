"""One transaction: rows are locked, read, and written at once."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, select

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.reading import (
    SqlClaimReader,
    SqlDocumentReader,
    SqlMessageReader,
    SqlNumberReader,
    SqlWorkReader,
)
from adapters.store.writing import write
from hub.model import Changes


class SqlUnit(SqlDocumentReader, SqlNumberReader, SqlMessageReader, SqlClaimReader, SqlWorkReader):
    """A Unit on one connection, whose transaction the store begins and ends. Not thread-safe."""

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Hold these rows until the end; in id order, documents before resources. Blocks."""
        made = [(key, "{}", 0, "0", "") for key in sorted(set(resources))]
        if not self._backend.blocks_whole:
            self._hold(tables.document, documents)
        self._backend.insert(self._connection, tables.resource, made, "ignore")
        if not self._backend.blocks_whole:
            self._hold(tables.resource, resources)

    def _hold(self, table: Table, keys: Collection[str]) -> None:
        """Lock rows as an UPDATE would (FOR NO KEY UPDATE): foreign keys that point at them need not wait."""
        (key,) = table.primary_key.columns
        if keys:
            given = self._backend.keys([key], [(k,) for k in keys])
            self._connection.execute(_holding(self._backend, table), given).all()

    def write(self, changes: Changes) -> None:
        """Write all rows. Raises StoreConflict when a unique row is there already, StoreUnavailable when it cannot."""
        write(self._connection, self._backend, changes)


@cache
def _holding(backend: Backend, table: Table) -> Select[Any]:
    (key,) = table.primary_key.columns
    return select(key).where(backend.among([key])).order_by(key).with_for_update(key_share=True)
