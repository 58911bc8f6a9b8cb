"""A transaction that only reads. It waits for no other transaction, and no other transaction waits for it."""

from collections.abc import Collection

from adapters.store.reading import SqlMessageReader
from adapters.store.unit import SqlUnit
from hub.model import Changes, Parked


class SqlSnapshot(SqlUnit):
    """A Unit that reads like any other, locks nothing and writes nothing."""

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Lock nothing: all reads see one moment anyway."""

    def waiting(self, keys: Collection[tuple[str, str]]) -> list[Parked]:
        """Parked messages; none is locked."""
        return SqlMessageReader.waiting(self, keys)

    def write(self, changes: Changes) -> None:  # noqa: ARG002  # nothing of it is looked at
        raise TypeError("a snapshot writes nothing")
