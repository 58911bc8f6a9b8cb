"""What leaves the store on purpose: archives, and the holds that forbid them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.model import Changes, Document
from hub.model.removal import Archived, Hold, Removal

Ends = tuple[Collection[str], Collection[tuple[str, str]]]
"""Statuses that are final for every type; type and status for each end status of a type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one removal takes out."""

    removal: Removal
    archived: Sequence[Archived] = ()
    payloads: Sequence[str] = ()
    """Digests of stored bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What left the store, among some documents and bytes."""

    archived: Mapping[str, Sequence[Archived]]
    """By document."""
    archives: Mapping[tuple[str, int], str]
    """By document and number of the newest transition: the archive."""
    payloads: Mapping[str, Sequence[str]]
    """By digest: the removals that name it, where the bytes are gone."""
    removals: Mapping[str, Removal]
    """These removals by id."""
    holds: Mapping[str, Hold]
    """By document: the newest hold, or its end."""


class Retention(Protocol):
    """Decides nothing: it reads what may leave, and takes out what it is told to. Thread-safe."""

    def candidates(self, since: str, until: str, limit: int, after: str = "") -> Sequence[Document]:
        """Documents with ids from `since` to below `until`, behind `after`, that no archive holds whole; by id."""

    def needed(self, ends: Ends) -> set[str]:
        """Ids of documents that documents name which are not at their end."""

    def obstacles(self, documents: Collection[str]) -> Mapping[str, set[str]]:
        """By document: what keeps it, as words.

        `timer`, `outbox`, `claim` (of an amount, open or not), `parked`, `to-sign`, `dispute`, `unsealed`, `held`,
        `quarantined`, `proposal`; what nothing keeps is left out.
        """

    def named_by_others(self, digests: Collection[str], documents: Collection[str]) -> set[str]:
        """Those of these stored bytes that anything names beside these documents. Reads the whole store once."""

    def record(self, taken: Taken, changes: Changes) -> None:
        """Record what a removal will take, with the act that causes it, all or nothing.

        Raises StoreConflict if it is recorded already.
        """

    def remove(
        self, removal: str, documents: Sequence[str], ends: Ends, payloads: Mapping[str, Sequence[str]], since: int
    ) -> tuple[int, Collection[str]]:
        """Take out what is recorded of these documents, in one transaction; return how many transitions, and who stays.

        `payloads`: by document, the digests of its bytes; none that `named_by_others` told at the time `since`. A
        document that something keeps now stays whole, and bytes that something else names since are kept. Repeatable.
        """

    def done(self, removal: str, at: int) -> None:
        """Note that nothing is left to remove. Idempotent."""

    def removals(self) -> Sequence[Removal]:
        """All removals, by time."""

    def undone(self) -> Sequence[Removal]:
        """Removals that are recorded and whose rows are not all gone."""

    def taken(self, removal: str) -> Taken:
        """What a removal is recorded to take."""

    def whereabouts(self, documents: Collection[str], digests: Collection[str]) -> Whereabouts:
        """What left the store of these documents and bytes."""

    def hold(self, hold: Hold, changes: Changes) -> None:
        """Record a hold or its end, with the act that causes it; raises StoreConflict if another one was faster."""
