"""What left the store on purpose, for whoever verifies it."""

from collections.abc import Collection

from adapters.store import tables
from adapters.store.lookup import rows
from adapters.store.retention import removals, taken, whereabouts
from adapters.store.sealing import SqlLogReader
from hub.model.removal import Removal
from hub.ports import Taken, Whereabouts


class SqlRemovalReader(SqlLogReader):
    """Removals, and what they took, on one connection."""

    def whereabouts(self, documents: Collection[str], digests: Collection[str]) -> Whereabouts:
        """What left the store of these."""
        return whereabouts(self._connection, self._backend, documents, digests)

    def removals(self) -> list[Removal]:
        """All removals, by time."""
        return removals(self._connection)

    def taken(self, removal: str) -> Taken:
        """What a removal is recorded to take."""
        return taken(self._connection, removal)

    def wires(self, contents: Collection[str]) -> list[tuple[str, str]]:
        """What travelled encrypted in the place of these bytes."""
        keys = [(content,) for content in sorted(set(contents))]
        found = rows(self._connection, self._backend, (tables.encrypted, "content"), keys)
        return [(row.content, row.wire) for row in found]
