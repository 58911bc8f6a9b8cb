"""A transaction that only reads. It waits for no other transaction, and no other transaction waits for it."""

from collections.abc import Collection

from adapters.store.unit import SqlUnit
from hub.model import Changes


class SqlSnapshot(SqlUnit):
    """A Unit that reads like any other, locks nothing and writes nothing."""

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Lock nothing: all reads see one moment anyway."""

    def write(self, changes: Changes) -> None:  # noqa: ARG002  # nothing of it is looked at
        raise TypeError("a snapshot writes nothing")
