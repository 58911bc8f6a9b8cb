"""Parts of the store that are verified each by itself, in any process: ranges of documents, and of stored bytes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from hub.model.books.trails import parted
from hub.operate.audit.causes import check_causes, named_bytes
from hub.operate.audit.finding import Finding
from hub.operate.audit.payloads import check_bytes
from hub.operate.audit.positions import Positions, named
from hub.operate.audit.readable import check_readable
from hub.operate.audit.refused import check_refused
from hub.operate.audit.trail import check_document, check_trail
from hub.ports import Auditing, AuditReader, Records

PAGE: Final = 500
"""Documents, or stored bytes, that are read at a time."""


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """The documents behind one id, up to another (None: to the end)."""

    after: str
    until: str | None
    positions: Path | None
    """The file with the positions of their transitions; None where the log cannot be read."""


@dataclass(frozen=True, slots=True)
class BytesPart:
    """The stored bytes behind one digest, up to another (None: to the end)."""

    after: str
    until: str | None


Part = DocumentPart | BytesPart


Follow = Callable[[AuditReader, Records], Iterable[Finding]]
"""Verifies what follows with a catalogue of some documents."""


def follow_nothing(reader: AuditReader, records: Records) -> Iterable[Finding]:  # noqa: ARG001  # as Follow has it
    """Without a catalogue nothing follows."""
    return ()


@dataclass(frozen=True, slots=True)
class PartCheck:
    """Verifies parts of one store."""

    auditing: Auditing
    hub: str
    """The hub's id, from which ids of documents follow."""
    limit: int
    """How many findings are enough."""
    follow: Follow = follow_nothing

    def __call__(self, part: Part) -> list[Finding]:
        """What does not fit in a part."""
        check = self._check_documents(part) if isinstance(part, DocumentPart) else self._check_bytes(part)
        return list(islice(check, self.limit))

    def check_changed(self, content: bytes) -> Iterator[Finding]:
        """The documents of these transitions, which are new in the log or wait, with all bytes that they name."""
        positions = Positions(content)
        yield from positions.check_unique()
        first: dict[str, int] = {}
        for document, seq in map(named, positions):
            first[document] = min(seq, first.get(document, seq))
        names = iter(sorted(first))
        while ids := list(islice(names, PAGE)):
            with self.auditing.read() as reader:
                records = reader.records_of(ids)
                yield from self._check_records(reader, records)
                for rows in records.transitions.values():
                    yield from positions.check(reader, rows, first=first[rows[0].document])
                yield from check_bytes(reader, reader.bodies(named_bytes(records)))
        with self.auditing.read() as reader:
            yield from positions.check_rest(reader)
            yield from check_readable(reader)

    def _check_documents(self, part: DocumentPart) -> Iterator[Finding]:
        positions = None if part.positions is None else Positions(part.positions.read_bytes())
        if positions is not None:
            yield from positions.check_unique()
        after = part.after
        while True:
            with self.auditing.read() as reader:
                records = reader.records(after, part.until, PAGE)
                yield from self._check_records(reader, records)
                if positions is not None:
                    for rows in records.transitions.values():
                        yield from positions.check(reader, rows)
                    yield from check_readable(reader)
            if records.until is None:
                break
            after = records.until
        if positions is not None:
            with self.auditing.read() as reader:
                yield from positions.check_rest(reader)

    def _check_bytes(self, part: BytesPart) -> Iterator[Finding]:
        after = part.after
        while True:
            with self.auditing.read() as reader:
                stored, last = reader.payloads(after, part.until, PAGE)
                yield from check_bytes(reader, stored)
                yield from check_readable(reader)
            if last is None:
                return
            after = last

    def _check_records(self, reader: AuditReader, records: Records) -> Iterator[Finding]:
        """Documents with their trails, messages, causes, references and claims."""
        gaps = {name for rows in records.transitions.values() for name in parted(rows)}
        unknown = {document.id for document in records.documents.values() if not document.moved_at}
        archived = reader.whereabouts(gaps | unknown, ()).archived if gaps or unknown else {}
        for name in _names(records):
            rows = records.transitions.get(name, ())
            ends = {one.until for one in archived.get(name, ())}
            yield from check_trail(name, rows, ends)
            yield from check_document(records.documents.get(name), name, rows, self.hub, ends)
        yield from check_refused(records)
        yield from check_causes(reader, records)
        yield from self.follow(reader, records)
        yield from check_readable(reader)


def _names(records: Records) -> Iterable[str]:
    """All documents of which something is stored."""
    kept = (records.documents, records.transitions, records.messages, records.references, records.claims)
    return sorted(set().union(*kept))
