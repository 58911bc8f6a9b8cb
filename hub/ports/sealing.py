"""The sealed log: every transition has one position in it, and signed checkpoints say what it holds."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from hub.model.checkpoint import Note, NoteSignature
from hub.model.life import Life
from hub.model.tree import Address, Tile
from hub.ports.timestamps import Timestamp


@dataclass(frozen=True, slots=True)
class Entry:
    """A transition that waits for its position."""

    order: int
    """Entries get positions in this order. A document's entries are in the order of its trail."""
    document: str
    seq: int
    hash: str
    """The transition's hash, hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A checkpoint as the store keeps it."""

    size: int
    root: bytes
    at: int
    """When it was signed, in microseconds since 1970, UTC, by the sealer's clock."""
    note: str
    """The signed note, without what witnesses added."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Transitions that wait for their positions."""

    count: int
    oldest: int | None
    """When the first of them was recorded, in microseconds since 1970, UTC; None if none waits."""


Elsewhere = Callable[[str, int], str | None]
"""The hash (hex) of a transition of a document that left the store; None if it is not there either."""


def nowhere(_document: str, _seq: int) -> str | None:
    """Nothing left the store."""
    return None


class LogReader(Protocol):
    """Reads the log. All its answers are of one moment."""

    def size(self) -> int:
        """How many transitions have a position."""

    def tiles(self, addresses: Sequence[Address]) -> Mapping[Address, Tile]:
        """The tiles of the tree that are there."""

    def leaves(self, number: int, elsewhere: Elsewhere = nowhere) -> Sequence[bytes]:
        """What a tile of level 0 has the hashes of: the hash of each of its transitions, 32 bytes.

        `elsewhere` is asked for what is not in the store. Raises ValueError if a transition is missing.
        """

    def sealed(self, size: int | None = None) -> Sealed | None:
        """The checkpoint of this size, or the newest; None if there is none."""

    def newest(self, limit: int) -> Sequence[Sealed]:
        """The newest checkpoints, the newest first."""

    def sealed_after(self, size: int) -> Sealed | None:
        """The first checkpoint that is larger."""

    def cosigned(self, name: str) -> int:
        """The size of the largest checkpoint that the witness of this name has cosigned; 0 if none."""

    def cosignatures(self, size: int) -> Sequence[str]:
        """The lines that witnesses signed under the checkpoint of this size."""

    def timestamp(self, size: int | None = None) -> Timestamp | None:
        """The timestamp of the checkpoint of this size, or of the largest that has one; None if there is none."""

    def timestamped(self) -> Sequence[int]:
        """The sizes of all checkpoints that have a timestamp, in their order."""

    def lives(self) -> Sequence[Life]:
        """The log's later lives, in their order."""

    def position(self, document: str, seq: int) -> int | None:
        """Where a transition is in the log; None if it waits."""

    def backlog(self) -> Backlog:
        """The transitions that have no position yet."""


class LogUnit(LogReader, Protocol):
    """The transaction of the only sealer."""

    def next_entries(self, limit: int) -> Sequence[Entry]:
        """The first transitions that wait."""

    def append(self, entries: Sequence[Entry], changed: Mapping[Address, Tile]) -> None:
        """Give these entries the next positions, and write the tiles that change."""

    def add_checkpoint(self, sealed: Sealed) -> None:
        """Write a checkpoint; raises StoreConflict if there is one of this size."""

    def add_life(self, life: Life) -> None:
        """Begin another life of the log; raises StoreConflict if there is one with its number."""


class ReadableLog(Protocol):
    """The log of a store, for who reads it. Thread-safe."""

    def read(self) -> AbstractContextManager[LogReader]:
        """Open a transaction that only reads."""


class SealedLog(ReadableLog, Protocol):
    """The log of a store. Thread-safe."""

    def seal(self) -> AbstractContextManager[LogUnit | None]:
        """Open the transaction of the only sealer; None while another seals. It commits at the end of the block.

        A sealer that was paused or cut off commits nothing: there is one log, whoever writes it. Raises
        StoreUnavailable, StoreConflict.
        """

    def keep_cosignature(self, size: int, name: str, line: str) -> None:
        """Keep what the witness of this name signed under the checkpoint of this size; the first one stays.

        Raises StoreUnavailable; StoreConflict if there is no such checkpoint.
        """

    def keep_timestamp(self, timestamp: Timestamp) -> None:
        """Keep the timestamp of a checkpoint; the first one stays.

        Raises StoreUnavailable; StoreConflict if there is no such checkpoint.
        """


class NoteSigner(Protocol):
    """The log's own key. Thread-safe; never blocks long."""

    @property
    def name(self) -> str:
        """The log's origin, under which it signs."""

    def named(self, name: str) -> "NoteSigner":
        """The same key under another name."""

    def sign(self, text: str) -> NoteSignature:
        """Sign the text of a checkpoint."""

    def has_signed(self, note: Note) -> bool:
        """Whether a note has this key's signature."""
