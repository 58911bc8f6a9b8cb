"""Witnesses: others who see every checkpoint of the log, and cosign one only if it continues the one before."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from hub.model.checkpoint import Checkpoint, Note, NoteKey, NoteSignature


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """What a witness answered."""

    status: int
    """As in HTTP: 200 cosigned, 409 another size is the newest, 422 the log does not continue."""
    body: str


class Witness(Protocol):
    """A witness (C2SP tlog-witness)."""

    @property
    def key(self) -> NoteKey:
        """Its name and public key."""

    def add_checkpoint(self, body: str) -> WitnessAnswer:
        """Ask it to cosign. Blocks, at most for seconds; raises OSError where it does not answer."""


class NoteVerifier(Protocol):
    """Verifies signatures under notes."""

    def __call__(self, note: Note, key: NoteKey) -> bool:
        """Whether the note has a signature by this key, and none that only pretends to be by it."""


class SeenLog(Protocol):
    """What a witness has cosigned of one log, while nobody else looks at it."""

    def newest(self) -> Checkpoint | None:
        """The newest checkpoint that was cosigned; raises ValueError where what is kept cannot be read."""

    def keep(self, note: str) -> None:
        """Keep this signed checkpoint as the newest, durably; raises OSError."""

    def keep_fork(self, note: str) -> None:
        """Keep the first signed checkpoint that forks the log: as long as the newest, with another root. For good."""


@dataclass(frozen=True, slots=True)
class Forked:
    """A log whose owner signed two histories."""

    origin: str
    size: int
    at: int
    """When this witness saw it, in microseconds since 1970, UTC."""
    place: str
    """The file with the second checkpoint."""


class WitnessMemory(Protocol):
    """What a witness has cosigned. Thread-safe, also among processes."""

    def forked(self) -> Sequence[Forked]:
        """The logs that have forked, by name. Raises OSError."""

    def of(self, origin: str) -> AbstractContextManager[SeenLog]:
        """Hold what was cosigned of the log of this name; others wait. Raises OSError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherHistory:
    """That a witness has cosigned another history of this log."""

    witness: str
    size: str
    """Entries of the log that it knows, in digits."""
    ours: str
    """Entries of this log then."""
    at: int
    """When this was first seen, in microseconds since 1970, UTC."""


class HistoryMemory(Protocol):
    """Which witnesses know another history of this log."""

    def of(self, witness: str) -> OtherHistory | None:
        """What is known of the witness with this name. Raises OperatorError (HUB-705)."""

    def keep(self, witness: str, size: str, ours: str) -> None:
        """Keep it, durably, unless it is known already. Raises OSError."""

    def forget(self, witness: str) -> None:
        """The witness has cosigned this log. Raises OSError."""


class Cosigner(Protocol):
    """A witness' own key. Thread-safe."""

    def cosign(self, text: str, at: int) -> NoteSignature:
        """Sign the text of a checkpoint; `at`: seconds since 1970."""
