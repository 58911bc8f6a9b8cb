"""Outbox rows: what was promised in a transaction and is not confirmed yet."""

from collections.abc import Collection
from typing import Protocol

from hub.model import Outgoing
from hub.ports.records import Due


class ReadableOutbox(Protocol):
    """Reads outbox rows. Thread-safe."""

    def due(
        self, owner: str, limit: int, after: Outgoing | None = None, but: Collection[str] = (), to: str | None = None
    ) -> list[Due]:
        """The rows of one owner with what is needed to render them, oldest first; with `after`, those behind that row.

        `but`: destinations whose rows are left out. `to`: only rows for this destination.

        Returns fewer than `limit` rows if their bytes would fill the memory; an empty list only if there is no row.
        Does not wait for writers.
        """

    def plain(self, destinations: Collection[str], until: int, limit: int, after: Outgoing | None = None) -> list[Due]:
        """Messages to these destinations that are not encrypted and were promised by `until`, oldest first.

        Whoever their owner is. `limit`, `after` and the answer as in `due`. The bytes of other rows are not read.
        """

    def traces(self, documents: Collection[str]) -> dict[str, str]:
        """The traceparents of these documents, as far as they have one that can be read (`hub/model/trace.py`)."""


class Outbox(ReadableOutbox, Protocol):
    """Reads outbox rows and changes their owners; transactions write and delete them. Thread-safe."""

    def reassign(self, owners: Collection[str], to: str) -> int:
        """Make `to` the owner of all rows of these owners; return the number of rows that changed.

        Messages that wait for their signatures are reassigned with them, and counted. Commits at once. Idempotent. Two
        workers may reassign the same owners at the same moment: each row goes to exactly one of them.
        """
