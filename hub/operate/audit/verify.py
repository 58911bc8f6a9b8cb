"""Verify a store: the log first, then documents and stored bytes part by part, then amounts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from hub.errors import Code
from hub.flow.past import Known
from hub.model.life import life_number
from hub.model.tree import WIDTH
from hub.operate.audit.amounts import check_amounts
from hub.operate.audit.finding import Finding, found
from hub.operate.audit.notes import check_notes
from hub.operate.audit.parts import BytesPart, DocumentPart, Part, PartCheck
from hub.operate.audit.past import check_before, check_past
from hub.operate.audit.payloads import check_loose_messages
from hub.operate.audit.positions import GONE, Parts, leaf_of, name_of
from hub.operate.audit.readable import check_readable
from hub.operate.audit.removals import check_removals
from hub.operate.audit.sealed import ORDER, SealedLogCheck
from hub.operate.audit.stamps import Trusted, check_stamps
from hub.operate.audit.verified import Verified
from hub.ports import AuditReader, NoteSigner, Sealed

STEP: Final = 10_000
"""Documents of a part."""
_PREFIXES: Final = 64
"""Parts of the stored bytes."""
_PAGE: Final = 2000
Each = Callable[[Iterable[Part]], Iterator[list[Finding]]]
"""Verifies parts, in one process or several; answers in their order."""


class Done(NamedTuple):
    """How far the verification is."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a verification works with."""

    check: PartCheck
    each: Each
    signer: NoteSigner | None
    folder: Path
    """An empty folder, for the positions of transitions: 52 bytes each."""
    keep: Callable[[Verified], None]
    """Keeps what was verified."""
    kept: Sequence[Known] = ()
    """Checkpoints that are kept outside the store."""
    trusted: Trusted = tuple
    """Reads the certificates by which the home trusts timestamps."""


class Verification:
    """One run. Yields what does not fit, and how far it is."""

    def __init__(self, means: Means, before: Verified | None) -> None:
        self._means = means
        self._before = before
        self.is_whole = before is None or not before.is_all
        """Whether everything is verified; otherwise only what is new."""
        self._is_sound = True
        self._is_log_read = False
        self.size = 0
        """Entries of the log."""

    def run(self) -> Iterator[Finding | Done]:
        """Everything, or what is new since everything was verified."""
        changed = bytearray()
        with self._means.check.auditing.read() as reader:
            newest = reader.sealed()
            self._forget_given_up(reader)
            boundaries = reader.boundaries(STEP) if self.is_whole else []
            parts = Parts(self._means.folder, boundaries)
            yield from self._noting(self._check_kept(reader))
            yield from self._noting(self._check_log(reader, parts, changed)) if self._is_sound else ()
            yield from self._noting(check_readable(reader))
        yield from self._noting(self._means.check.check_changed(bytes(changed)))
        if self.is_whole:
            yield from self._each(boundaries, parts, newest)
        yield from self._noting(self._check_rest())
        if self._is_sound and newest is not None:
            self._means.keep(Verified(note=newest.note))

    def _forget_given_up(self, reader: AuditReader) -> None:
        """What was verified beyond a restore that an operator accepted since is gone: verify everything."""
        if self._before is not None and self._means.signer is not None:
            verified, origin = self._before.checkpoint, self._means.signer.name
            later = [one.size for one in reader.lives() if one.number > (life_number(verified.origin, origin) or 0)]
            if later and verified.size > later[0]:
                self._before, self.is_whole = None, True

    # ---- the log -----------------------------------------------------------------------------

    def _check_kept(self, reader: AuditReader) -> Iterator[Finding]:
        """The checkpoints that are known are of this log; that of the run before was signed by the home's key."""
        yield from check_past(reader, self._means.kept, self._means.signer)
        if self._before is not None:
            yield from check_before(reader, self._before, self._means.signer)

    def _check_log(self, reader: AuditReader, parts: Parts, changed: bytearray) -> Iterator[Finding]:
        before = self._before
        verified = before.checkpoint.size if before is not None else None
        since = verified if verified is not None and not self.is_whole else 0
        try:
            log = SealedLogCheck(reader, self._means.signer, since)
        except (ValueError, IndexError):
            yield found(Code.TREE_DIFFERS, level=0, number=since // WIDTH, what=ORDER)
            return

        def note(name: bytes, leaf: bytes, position: int) -> None:
            if since == 0:
                parts.add(name, leaf)
            if verified is not None and position >= verified:
                changed.extend(name + leaf)

        yield from log.check(note)
        self.size, self._is_log_read = log.size, log.is_whole
        yield from self._note_waiting(reader, lambda name, leaf: note(name, leaf, log.size))
        yield from check_stamps(reader, self._means.trusted, since)

    def _note_waiting(self, reader: AuditReader, note: Callable[[bytes, bytes], None]) -> Iterator[Finding]:
        after = 0
        while entries := reader.waiting(after, _PAGE):
            for entry in entries:
                try:
                    note(name_of(entry.document, entry.seq), leaf_of(entry.hash))
                except (ValueError, OverflowError):
                    yield found(Code.POSITION_DIFFERS, document=entry.document, seq=entry.seq, what=GONE)
            after = entries[-1].order

    # ---- parts -------------------------------------------------------------------------------

    def _each(self, boundaries: Sequence[str], parts: Parts, newest: Sealed | None) -> Iterator[Finding | Done]:
        """Each part that was not verified yet."""
        files = parts.files() if self._is_log_read else [None] * (len(boundaries) + 1)
        todo = _parts_behind(self._before, boundaries, files)
        verified = Verified(note=newest.note, documents="", payloads="") if newest else None
        for done, (part, findings) in enumerate(zip(todo, self._means.each(todo), strict=True), 1):
            yield from self._noting(findings)
            if verified is not None and self._is_sound:
                verified = _behind(verified, part)
                self._means.keep(verified)
            yield Done(done, len(todo))

    def _check_rest(self) -> Iterator[Finding]:
        with self._means.check.auditing.read() as reader:
            yield from check_loose_messages(reader, _PAGE)
            yield from check_amounts(reader)
            yield from check_notes(reader)
            yield from check_removals(reader, self._means.signer)
            yield from check_readable(reader)

    def _noting(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            self._is_sound = False
            yield finding


def _parts_behind(before: Verified | None, boundaries: Sequence[str], files: Sequence[Path | None]) -> list[Part]:
    documents, payloads = (before.documents, before.payloads) if before else ("", "")
    ranges = zip(("", *boundaries), (*boundaries, None), files, strict=True)
    todo: list[Part] = []
    if documents is not None:
        todo += [
            DocumentPart(after, until, file) for after, until, file in ranges if until is None or until > documents
        ]
    if payloads is not None:
        numbers = range(1, _PREFIXES) if boundaries else ()  # a small store is one part
        marks = [f"{number * 256 // _PREFIXES:02x}".ljust(64, "0") for number in numbers]
        pairs = zip(("", *marks), (*marks, None), strict=True)
        todo += [BytesPart(after, until) for after, until in pairs if until is None or until > payloads]
    return todo


def _behind(verified: Verified, part: Part) -> Verified:
    """What is verified when this part is."""
    if isinstance(part, DocumentPart):
        return replace(verified, documents=part.until)
    return replace(verified, documents=None, payloads=part.until)
