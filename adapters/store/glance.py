"""A transaction that only looks: nobody waits for it, and it waits for nobody."""

from collections.abc import Collection
from typing import Any

from adapters.store.unit import SqlUnit
from hub.model import Changes

OF_ONE_MOMENT: dict[str, dict[str, Any]] = {
    "sqlite": {},  # any transaction reads what was committed when it first read
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
"""By dialect, how a connection begins a transaction that sees one moment's state."""


class SqlGlance(SqlUnit):
    """A Unit that reads as any other, holds no locks and writes nothing."""

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Hold nothing: all that is read is of one moment anyway."""

    def write(self, changes: Changes) -> None:  # noqa: ARG002  # nothing of it is looked at
        raise TypeError("a glance writes nothing")
