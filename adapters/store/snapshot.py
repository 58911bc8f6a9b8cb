"""A transaction that only reads: nobody waits for it, and it waits for nobody."""

from collections.abc import Collection

from adapters.store.unit import SqlUnit
from hub.model import Changes


class SqlSnapshot(SqlUnit):
    """A Unit that reads as any other, locks nothing and writes nothing."""

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Lock nothing: all that is read is of one moment anyway."""

    def write(self, changes: Changes) -> None:  # noqa: ARG002  # nothing of it is looked at
        raise TypeError("a snapshot writes nothing")
