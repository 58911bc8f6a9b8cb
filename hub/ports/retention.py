"""What leaves the store on purpose, by archives and by policy, and the holds that forbid it."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Protocol

from hub.model import Changes, Document, Transition
from hub.model.removal import Archived, Hold, Removal

Ends = tuple[Collection[str], Collection[tuple[str, str]]]
"""Statuses that are final for every type; type and status for each end status of a type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one removal takes out."""

    removal: Removal
    archived: Sequence[Archived] = ()
    pruned: Sequence[str] = ()
    """Documents whose bytes it takes while their trails stay."""
    payloads: Sequence[str] = ()
    """Digests of stored bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """What left the store, among some documents and bytes."""

    archived: Mapping[str, Sequence[Archived]]
    """By document."""
    archives: Mapping[tuple[str, int], str]
    """By document and number of the newest transition: the archive."""
    pruned: Mapping[str, Sequence[str]]
    """By document: the removals that took bytes of it by policy."""
    payloads: Mapping[str, Sequence[str]]
    """By digest: the removals that name it, where the bytes are gone."""
    removals: Mapping[str, Removal]
    """These removals by id."""
    holds: Mapping[str, Hold]
    """By document: the newest hold, or its end."""
    back: Collection[str] = ()
    """Documents that were brought back and have not left again."""

    def listing(self, document: str) -> set[str]:
        """The removals that list a document."""
        archives = {self.archives[document, one.until] for one in self.archived.get(document, ())}
        return archives.union(self.pruned.get(document, ()))

    def took(self, digest: str, document: str) -> list[str]:
        """The removals that took these bytes from this document. Who took them from another is not among them."""
        return sorted(self.listing(document).intersection(self.payloads.get(digest, ())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What comes back into the store of one document."""

    document: str
    transitions: Sequence[Transition]
    payloads: Mapping[str, bytes]
    """By digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What names some stored bytes, as digests."""

    others: Set[str]
    """Bytes that anything names beside the documents that were asked about."""
    shared: Mapping[str, Set[str]]
    """Of the rest: bytes that several of these documents name, with the documents."""


class Departures(Protocol):
    """Tells what left the store. Thread-safe.

    Every method raises OperatorError (HUB-833) for a row that it needs and that the hub cannot have written.
    """

    def removals(self) -> Sequence[Removal]:
        """All removals, by time."""

    def taken(self, removal: str) -> Taken:
        """What a removal is recorded to take."""

    def whereabouts(self, documents: Collection[str], digests: Collection[str]) -> Whereabouts:
        """What left the store of these documents and bytes."""


class Retention(Departures, Protocol):
    """Decides nothing: it reads what may leave, and takes out what it is told to. Thread-safe.

    Every method raises OperatorError (HUB-833) for a row that it needs and that the hub cannot have written.
    """

    def candidates(self, since: str, until: str, limit: int, after: str = "") -> Sequence[Document]:
        """Documents with ids from `since` to below `until`, behind `after`, that no archive holds whole; by id."""

    def older(self, types: Collection[str] | None, until: int, limit: int, after: str = "") -> Sequence[Document]:
        """Documents of these types (None: all) whose newest transition is not younger, behind `after`; by id."""

    def needed(self, ends: Ends) -> set[str]:
        """Ids of documents that documents name which are not at their end."""

    def obstacles(self, documents: Collection[str], now: int) -> Mapping[str, set[str]]:
        """By document: what keeps it, as words.

        `timer`, `outbox`, `claim` (of an amount, open or not), `parked`, `to-sign`, `dispute`, `unsealed`, `held`,
        `quarantined`, `proposal` (unless nobody can approve it any more); what nothing keeps is left out.
        """

    def names(self, digests: Collection[str], documents: Collection[str]) -> Names:
        """What of these stored bytes is named by others than these documents, or several of them.

        Reads the whole store once.
        """

    def record(self, taken: Taken, changes: Changes) -> None:
        """Record what a removal will take, with the act that causes it, all or nothing.

        Raises StoreConflict if it is recorded already.
        """

    def remove(
        self, removal: str, documents: Sequence[str], ends: Ends, payloads: Mapping[str, Sequence[str]], since: int
    ) -> tuple[int, Collection[str]]:
        """Take out what is recorded of these documents, in one transaction; return how many transitions, and who stays.

        `payloads`: by document, the digests of its bytes; none that `names` told at the time `since`. A
        document that something keeps now stays whole, and bytes that something else names since are kept. Repeatable.
        """

    def put_back(self, back: Back, act: str, at: int, changes: Changes) -> None:
        """Bring rows and bytes of a document back, with other changes, among these the act; all or nothing.

        What is there already stays as it is.
        """

    def done(self, removal: str, at: int) -> None:
        """Note that nothing is left to remove. Idempotent."""

    def undone(self) -> Sequence[Removal]:
        """Removals that are recorded and whose rows are not all gone."""

    def back_from(self, removal: str) -> set[str]:
        """Documents that this removal took out, and that were brought back since."""

    def hold(self, hold: Hold, changes: Changes) -> None:
        """Record a hold or its end, with the act that causes it; raises StoreConflict if another one was faster."""
