"""A store together with the archives that are at hand: trails and bytes are read as if nothing had left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from hub.errors import Code, OperatorError
from hub.model import Document, Message, Transition
from hub.model import digest as digest_of
from hub.model.books.trails import parted
from hub.model.message import Direction
from hub.operate.retention.checking import BYTES, check_chain, differs
from hub.ports import Archive, ArchiveFiles, Departures, Documents, Filter, StoreReader, Trail, newest_numbers

Kind = TypeVar("Kind", bound=StoreReader)


def with_archives(store: Kind, files: ArchiveFiles) -> Kind:
    """The store whose documents and bytes are also read from archives; an archive that is not there is left out."""
    archives = Archives(store.retention, files)
    documents, archive = WholeDocuments(store.documents, archives), WholeArchive(store.archive, archives)
    return replace(store, documents=documents, archive=archive)


@dataclass(frozen=True)
class Archives:
    """The archives that are at hand."""

    retention: Departures
    files: ArchiveFiles
    _hashes: dict[str, dict[int, str]] = field(default_factory=dict)
    """Of the document that was asked for last: its rows are asked for one after the other."""

    def transitions(self, document: str) -> list[Transition]:
        """A document's archived transitions, oldest first, each once, as far as archives are at hand."""
        found = self.retention.whereabouts([document], [])
        rows: dict[int, Transition] = {}
        for one in found.archived.get(document, ()):
            for row in self._read(found.archives[document, one.until], document):
                rows[row.seq] = row
        return [row for _, row in sorted(rows.items())]

    def payload(self, digest: str) -> bytes | None:
        """Archived bytes; None if no archive at hand has them."""
        found = self.retention.whereabouts([], [digest])
        for name in (one for one in found.payloads.get(digest, ()) if found.removals[one].kind == "archive"):
            try:
                body = self.files.payload(name, digest)
            except OperatorError as error:
                _raise_unless_away(error)
                continue
            if body is not None:
                if digest_of(body) != digest:
                    raise differs(name, BYTES)
                return body
        return None

    def hash_of(self, document: str, seq: int) -> str | None:
        """The hash of an archived transition; None if no archive has it. Raises OperatorError (HUB-954)."""
        if document not in self._hashes:
            found = self.retention.whereabouts([document], [])
            names = [found.archives[document, one.until] for one in found.archived.get(document, ())]
            rows = [row for name in names for row in self.files.transitions(name, document)]
            self._hashes.clear()
            self._hashes[document] = {row.seq: row.hash for row in rows}
        return self._hashes[document].get(seq)

    def _read(self, name: str, document: str) -> Sequence[Transition]:
        try:
            return self.files.transitions(name, document)
        except OperatorError as error:
            _raise_unless_away(error)
            return ()


def _raise_unless_away(error: OperatorError) -> None:
    if error.code not in (Code.ARCHIVE_NOT_AT_HAND, Code.ARCHIVES_UNREADABLE):
        raise error


@dataclass(frozen=True)
class WholeDocuments:
    """Documents whose archived trails are read from archives."""

    documents: Documents
    archives: Archives

    def log(self, filter_: Filter) -> list[Document]:
        """As the store has them."""
        return self.documents.log(filter_)

    def count(self, filter_: Filter, most: int) -> int:
        """As the store has them."""
        return self.documents.count(filter_, most)

    def find(self, name: str, limit: int | None = None) -> list[Document]:
        """As the store has them."""
        return self.documents.find(name, limit)

    def without_form(
        self, final: Collection[str], ends: Collection[tuple[str, str]], limit: int, after: str = ""
    ) -> list[Document]:
        """As the store has them."""
        return self.documents.without_form(final, ends, limit, after)

    def trail(self, document: str) -> Trail | None:
        """The whole trail; only what stays in the store where the archive is not at hand. Raises OperatorError (953).

        What is read is proved by the row that stays: its hash follows from the archived rows.
        """
        trail = self.documents.trail(document)
        if trail is None or not parted(trail.transitions):
            return trail
        rows = {row.seq: row for row in (*self.archives.transitions(document), *trail.transitions)}
        whole = [row for _, row in sorted(rows.items())]
        if parted(whole):
            return trail
        check_chain(document, whole)
        return replace(trail, transitions=whole, references=newest_numbers(trail.references, whole))


@dataclass(frozen=True)
class WholeArchive:
    """Bytes of the store, and of archives."""

    archive: Archive
    archives: Archives

    def sent_messages(
        self, filter_: Filter, final: Collection[str], ends: Collection[tuple[str, str]] = ()
    ) -> list[tuple[Document, Message]]:
        """As the store has them."""
        return self.archive.sent_messages(filter_, final, ends)

    def messages(self, limit: int, after: Message | None = None) -> list[Message]:
        """As the store has them."""
        return self.archive.messages(limit, after)

    def payload(self, digest: str) -> bytes | None:
        """Stored bytes, or archived ones."""
        body = self.archive.payload(digest)
        return self.archives.payload(digest) if body is None else body

    def wire(self, digest: str, direction: Direction) -> str | None:
        """As the store has it."""
        return self.archive.wire(digest, direction)
