"""Files of what was taken out of the store: one folder for each archive, readable by any Parquet tool."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from hub.model import Document, Message, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePart:
    """Rows of an archive: some documents, in the order of their ids, with all that belongs to them."""

    documents: Sequence[Document] = ()
    transitions: Sequence[Transition] = ()
    messages: Sequence[Message] = ()
    payloads: Sequence[tuple[str, bytes]] = ()
    """Stored bytes with their digests."""


class ArchiveWriter(Protocol):
    """Writes one archive. Nothing of it has its name before `finish`."""

    def add(self, part: ArchivePart) -> None:
        """Add rows."""

    def close(self) -> Mapping[str, Mapping[str, Any]]:
        """Write all to the disk; size and SHA-256 of each file, read back."""

    def parts(self) -> Iterator[ArchivePart]:
        """What was written, read back from the files; after `close`."""

    def finish(self, note: str) -> None:
        """Write the manifest, and give the archive its name."""


class ArchiveFiles(Protocol):
    """The archives in one place. Every method may raise OSError, and OperatorError (HUB-950).

    Files that cannot be read raise OperatorError (HUB-953), an archive that is not there HUB-954.
    """

    @property
    def place(self) -> str:
        """Where they are."""

    def names(self) -> Sequence[str]:
        """The archives that are whole."""

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else archives here meanwhile. Raises Rejected (HUB-958) if somebody does."""

    def begin(self, name: str) -> AbstractContextManager[ArchiveWriter]:
        """Begin an archive; what a crash left of one that has no name yet is removed."""

    def note(self, name: str) -> str:
        """The manifest, a signed note."""

    def sums(self, name: str) -> Mapping[str, Mapping[str, Any]]:
        """Size and SHA-256 of each file, read now."""

    def parts(self, name: str) -> Iterator[ArchivePart]:
        """All rows, some documents at a time; the payloads of a part belong to its documents."""

    def transitions(self, name: str, document: str) -> Sequence[Transition]:
        """A document's transitions, oldest first."""

    def payload(self, name: str, digest: str) -> bytes | None:
        """Archived bytes by their hex SHA-256."""
