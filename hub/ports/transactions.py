"""Transactions of the audit store."""

from contextlib import AbstractContextManager
from typing import Protocol

from hub.ports.unit import Unit


class Snapshots(Protocol):
    """Opens transactions that only read. Thread-safe; a Unit belongs to one thread."""

    def snapshot(self) -> AbstractContextManager[Unit]:
        """Open a transaction that only reads. All reads see the state of one moment, that of the first read.

        Does not wait for writers, and no writer waits for it. Needs no right to write. Its `lock` locks nothing and
        makes no resource; its `write` raises TypeError.
        """


class Transactions(Snapshots, Protocol):
    """Opens transactions. Thread-safe; a Unit belongs to one thread."""

    def begin(self) -> AbstractContextManager[Unit]:
        """Open a transaction that may write. It commits when the block ends and rolls back when the block raises.

        Blocks: SQLite admits one writer at a time. What was committed survives a crash of the store's machine. Raises
        StoreUnavailable (a Deferred) when the store cannot be reached: nothing was committed, unless the answer to the
        commit was lost. Raises StoreConflict when another transaction was in the way: nothing was committed.
        """
