"""What `hub audit verify` reads: rows of every kind, in the order of their keys, page by page."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from hub.model import Claim, Document, Message, Note, OperatorAct, Reference, Resource, Transition
from hub.model.removal import Removal
from hub.ports.retention import Taken, Whereabouts
from hub.ports.sealing import Entry, LogReader, Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Documents with all that is kept under their ids, as of one moment."""

    documents: Mapping[str, Document]
    """By id."""
    transitions: Mapping[str, Sequence[Transition]]
    """By document, in the order of their numbers; also of documents that are not there."""
    messages: Mapping[str, Sequence[Message]]
    """By document."""
    references: Mapping[str, Sequence[Reference]]
    """By document, also of documents that are not there."""
    claims: Mapping[str, Sequence[Claim]]
    """By document, open or closed, also of documents that are not there."""
    absent: AbstractSet[str] = frozenset()
    """Digests in these rows under which no bytes are stored."""
    lengths: Mapping[str, int] = field(default_factory=dict)
    """By digest: how many bytes are stored, where a message says another size."""
    until: str | None = None
    """The last id that these records reach, if there may be more behind it."""


@dataclass(frozen=True, slots=True)
class TileRow:
    """A tile of level 0 as it is stored."""

    number: int
    hashes: bytes
    names: bytes
    """20 bytes for each transition: 16 of its document's id, 4 of its number."""


class AuditReader(LogReader, Protocol):
    """Reads rows as they are. All its answers are of one moment.

    Anybody may have written them: what the hub cannot have written is left out of every answer, and noted.
    """

    def unreadable(self) -> list[tuple[str, str]]:
        """Table and key of the rows that were left out since this was last asked; each once."""

    def boundaries(self, step: int) -> list[str]:
        """The id of every `step`-th document, in the order of ids."""

    def records(self, after: str, until: str | None, limit: int) -> Records:
        """The next documents behind an id, up to and with `until` (None: all), at most `limit`."""

    def records_of(self, documents: Collection[str]) -> Records:
        """These documents."""

    def documents(self, ids: Collection[str]) -> list[Document]:
        """The documents with these ids, as far as they are there."""

    def references(self, documents: Collection[str]) -> list[Reference]:
        """What these documents bear and refer to."""

    def claims_on(self, resources: Collection[str]) -> list[Claim]:
        """All claims on these resources, open or closed."""

    def whereabouts(self, documents: Collection[str], digests: Collection[str]) -> Whereabouts:
        """What left the store on purpose, of these documents and bytes."""

    def removals(self) -> Sequence[Removal]:
        """All removals, by time."""

    def taken(self, removal: str) -> Taken:
        """What a removal is recorded to take."""

    def wires(self, contents: Collection[str]) -> list[tuple[str, str]]:
        """Digests of what travelled encrypted in the place of these bytes, with the digest of its content."""

    def sizes(self, digests: Collection[str]) -> Mapping[str, int]:
        """How many bytes are stored under each of these digests; those that are stored."""

    def payloads(self, after: str, until: str | None, limit: int) -> tuple[list[tuple[str, bytes]], str | None]:
        """Stored bytes behind a digest, up to and with `until` (None: all), in the order of their digests.

        With the digest behind which more may be; None where these are the last.
        """

    def bodies(self, digests: Collection[str]) -> list[tuple[str, bytes]]:
        """Stored bytes with their digests."""

    def messages(self, ids: Collection[str]) -> list[Message]:
        """The messages with these ids, of all parties."""

    def apart(self, digests: Collection[str]) -> set[str]:
        """Those of these digests whose bytes are in quarantine."""

    def loose_messages(self, after: Message | None, limit: int) -> list[Message]:
        """Messages without a document, ordered by id; with `after`, those behind that message."""

    def acts_about(self, plans: Collection[str]) -> list[OperatorAct]:
        """Acts by the replay plan that they are about."""

    def acts(self, ids: Collection[str]) -> list[OperatorAct]:
        """These acts of operators."""

    def notes(self) -> tuple[list[Note], list[OperatorAct]]:
        """All notes about what needs a person, and all acts by which some were made."""

    def amounts(self) -> list[Claim]:
        """The open claims of amounts."""

    def resources(self, keys: Collection[str] | None = None) -> list[Resource]:
        """The resources with these keys; None: all."""

    def tile_rows(self, number: int, limit: int) -> list[TileRow]:
        """Tiles of level 0 from this number on, in their order."""

    def upper(self) -> Mapping[tuple[int, int], bytes]:
        """All tiles above level 0, by level and number."""

    def checkpoints(self, after: int, limit: int) -> list[Sealed]:
        """Checkpoints of more entries than `after`, in the order of their sizes."""

    def waiting(self, after: int, limit: int) -> list[Entry]:
        """Transitions that wait for a position, behind this order."""

    def waits(self, document: str) -> list[Entry]:
        """The transitions of a document that wait."""


class Auditing(Protocol):
    """Opens readers. Thread-safe."""

    def read(self) -> AbstractContextManager[AuditReader]:
        """Open a transaction that only reads."""
