"""Bring archived documents back into the store: check the archives, then write each document in one transaction.

Whoever is cut off goes on with the next run: a document is whole in the store, or as it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hub.errors import Code, operator_error
from hub.flow.acting import Acting
from hub.model import Transition
from hub.model import digest as digest_of
from hub.model.books.trails import parted
from hub.model.removal import Removal
from hub.operate.audit.positions import leaf_of, name_of
from hub.operate.retention.checking import (
    BYTES,
    OTHER,
    TRAIL,
    check_chain,
    check_log,
    check_recorded,
    differs,
)
from hub.operate.retention.recording import act_once
from hub.operate.retention.rows import names_of, read_records
from hub.ports import ArchiveFiles, ArchivePart, Back, Clock, NoteSigner, Store, Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came back of one document; nothing where it was whole."""

    trail: Trail
    """As it is in the store now."""
    transitions: int = 0
    payloads: int = 0
    archives: Sequence[str] = ()
    """The archives that held it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Missing:
    """What the store lacks of one document."""

    trail: Trail
    """The whole one."""
    rows: Sequence[Transition]
    archives: Sequence[str]
    bytes_: Sequence[tuple[str, Sequence[str]]]
    """Digests, each with the archives that may have the bytes."""


class Unarchiving:
    """Brings documents of one store back."""

    def __init__(self, store: Store, files: ArchiveFiles, signer: NoteSigner, clock: Clock) -> None:
        self._store = store
        self._files = files
        self._signer = signer
        self._clock = clock
        self._checked: set[str] = set()

    def run(self, documents: Sequence[str], acting: Acting) -> Iterator[Came]:
        """Check all archives that have these documents, and bring back what the store lacks.

        Nothing is written unless the archives are those that were recorded, and every row has its place in the log.
        Raises Rejected (HUB-958, HUB-804), OperatorError (HUB-833, HUB-953, HUB-954).
        """
        self._checked.clear()
        with self._files.alone():
            found = [self._find(document) for document in dict.fromkeys(documents)]
            self._check_log(found)
            for one in found:
                yield self._bring(one, acting)

    # ---- what is missing ---------------------------------------------------------------------

    def _find(self, document: str) -> _Missing:
        """What the store lacks of a document."""
        with self._store.auditing.read() as reader:
            read_records(reader, [document])  # a row that cannot be read is refused (HUB-833)
        trail = self._store.documents.trail(document)
        if trail is None:
            raise operator_error(Code.NOT_FOUND, value=document)
        found = self._store.retention.whereabouts([document], [])
        names = [found.archives[document, one.until] for one in found.archived.get(document, ())]
        whole = trail
        if parted(trail.transitions):
            for name in names:
                self._check(found.removals[name])
            whole = replace(trail, transitions=self._rows(trail, names))
        seqs = {row.seq for row in trail.transitions}
        rows = [row for row in whole.transitions if row.seq not in seqs]
        return _Missing(trail=whole, rows=rows, archives=names, bytes_=self._absent(whole))

    def _rows(self, trail: Trail, names: Sequence[str]) -> list[Transition]:
        """The whole trail. Each row is proved by the row after it, and the last one is in the store."""
        rows = {row.seq: row for row in trail.transitions}
        for name in names:
            for row in self._files.transitions(name, trail.document.id):
                if rows.setdefault(row.seq, row).hash != row.hash:
                    raise differs(name, OTHER)
        whole = [row for _, row in sorted(rows.items())]
        if parted(whole):
            raise differs(names[-1] if names else trail.document.id, TRAIL)
        check_chain(names[-1], whole)
        return whole

    def _absent(self, trail: Trail) -> list[tuple[str, Sequence[str]]]:
        """Bytes that archives took from a document. What a policy took from it is not brought back.

        A policy may have taken the same bytes from another document: that says nothing of this one.
        """
        document = trail.document
        part = ArchivePart(documents=[document], transitions=trail.transitions, messages=trail.messages)
        with self._store.auditing.read() as reader:
            names = names_of(reader, part)[document.id]
        found = self._store.retention.whereabouts([document.id], names)
        gone = [(name, found.took(name, document.id)) for name in sorted(set(names))]
        return [(name, by) for name, by in gone if by and all(found.removals[one].kind == "archive" for one in by)]

    def _check(self, removal: Removal) -> None:
        """An archive's files are those that were recorded; compared once."""
        if removal.id not in self._checked:
            check_recorded(self._files, self._signer, removal)
            self._checked.add(removal.id)

    def _check_log(self, found: Sequence[_Missing]) -> None:
        """Every row that is to come back is in the log, with its hash."""
        leaves = {name_of(row.document, row.seq): leaf_of(row.hash) for one in found for row in one.rows}
        if leaves:
            names = [name for one in found if one.rows for name in one.archives]
            check_log(self._store.auditing, self._signer, names[0], leaves)

    # ---- what comes back ---------------------------------------------------------------------

    def _bring(self, missing: _Missing, acting: Acting) -> Came:
        """Write one document, with the act where it is the first."""
        if not (missing.rows or missing.bytes_):
            return Came(trail=missing.trail, archives=missing.archives)
        document = missing.trail.document.id
        payloads = {name: self._body(name, by) for name, by in missing.bytes_}
        back = Back(document=document, transitions=missing.rows, payloads=payloads)
        self._store.retention.put_back(back, acting.act.id, self._clock.now(), act_once(self._store, acting))
        return Came(
            trail=missing.trail, transitions=len(missing.rows), payloads=len(payloads), archives=missing.archives
        )

    def _body(self, name: str, archives: Sequence[str]) -> bytes:
        """Archived bytes, from an archive that is at hand. Raises OperatorError (HUB-953, HUB-954)."""
        at_hand = set(self._files.names())
        removals = self._store.retention.whereabouts([], [name]).removals
        for archive in sorted(archives, key=lambda one: one not in at_hand):
            self._check(removals[archive])
            body = self._files.payload(archive, name)
            if body is not None:
                if digest_of(body) != name:
                    raise differs(archive, BYTES)
                return body
        raise differs(archives[0], BYTES)
