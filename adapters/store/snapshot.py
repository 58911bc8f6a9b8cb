"""A transaction that only reads. It waits for no other transaction, and no other transaction waits for it."""

from collections.abc import Collection

from adapters.store import codec, tables
from adapters.store.reading import SqlMessageReader
from adapters.store.unit import Key, SqlUnit
from hub.model import Changes, Circuit, Parked


class SqlSnapshot(SqlUnit):
    """A Unit that reads like any other, locks nothing and writes nothing."""

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Lock nothing: all reads see one moment anyway."""

    def waiting(self, keys: Collection[tuple[str, str]]) -> list[Parked]:
        """Parked messages; none is locked."""
        return SqlMessageReader.waiting(self, keys)

    def circuits(self, keys: Collection[Key], failing: Collection[Key] = ()) -> list[Circuit]:  # noqa: ARG002
        """The circuits with failures among these; none is made or locked."""
        return codec.circuits(self._rows((tables.circuit, "destination", "trouble"), keys))

    def write(self, changes: Changes) -> None:  # noqa: ARG002  # nothing of it is looked at
        raise TypeError("a snapshot writes nothing")
