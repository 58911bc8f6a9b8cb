"""What left the store on purpose, for whoever verifies it."""

from collections.abc import Collection

from sqlalchemy import Connection

from adapters.store import tables
from adapters.store.backend import Backend
from adapters.store.lookup import rows
from adapters.store.proved import Sieve
from adapters.store.removal_rows import RemovalRows
from adapters.store.sealing import SqlLogReader
from hub.model.removal import Removal
from hub.ports import Taken, Whereabouts


class SqlRemovalReader(SqlLogReader):
    """Removals, and what they took, on one connection."""

    def __init__(self, connection: Connection, backend: Backend) -> None:
        super().__init__(connection, backend)
        self._sieve = Sieve()
        self._removed = RemovalRows(connection, backend, self._sieve)

    def whereabouts(self, documents: Collection[str], digests: Collection[str]) -> Whereabouts:
        """What left the store of these."""
        return self._removed.whereabouts(documents, digests)

    def removals(self) -> list[Removal]:
        """All removals, by time."""
        self._removed.note_strays()
        return self._removed.removals()

    def taken(self, removal: str) -> Taken:
        """What a removal is recorded to take."""
        return self._removed.taken(removal)

    def wires(self, contents: Collection[str]) -> list[tuple[str, str]]:
        """What travelled encrypted in the place of these bytes."""
        keys = [(content,) for content in sorted(set(contents))]
        found = rows(self._connection, self._backend, (tables.encrypted, "content"), keys)
        found = self._sieve.sift(tables.encrypted, [*tables.encrypted.columns], found)
        return [(row.content, row.wire) for row in found]
