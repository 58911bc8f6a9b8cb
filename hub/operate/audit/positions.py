"""Which transition has which position: sorted by documents into files, so that each part fits into memory."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from struct import Struct
from typing import Final
from uuid import UUID

from hub.errors import Code
from hub.model import Transition, tree
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader
from hub.text.bilingual import Bilingual

_RECORD: Final = Struct("20s32s")
"""A transition's name, and the hash of its leaf."""
_NAME: Final = 20
_MOST: Final = 1 << 20
"""Bytes of one part that are kept in memory before they are written."""

NONE: Final = Bilingual("日志中没有它的位置", "it has no position in the log")
TWICE: Final = Bilingual("在日志中不止一处", "it is in the log more than once")
OTHER: Final = Bilingual("日志中的散列值不同", "the log has another hash for it")
GONE: Final = Bilingual("日志中有，库中没有", "the log has it, and the store does not")


def name_of(document: str, seq: int) -> bytes:
    """The 20 bytes that name a transition in the log; raises ValueError, OverflowError for what the log cannot name."""
    name = bytes.fromhex(document.replace("-", "")) + seq.to_bytes(4)
    if len(name) != _NAME:
        raise ValueError(document)
    return name


def named(name: bytes) -> tuple[str, int]:
    """The transition of this name."""
    return str(UUID(bytes=name[:16])), int.from_bytes(name[16:])


class Parts:
    """The positions of all transitions, a file for each part of the documents. Part n ends with the n-th boundary."""

    def __init__(self, folder: Path, boundaries: Sequence[str]) -> None:
        self._folder = folder
        self._ends = [UUID(id_).bytes for id_ in boundaries]
        self._waiting = [bytearray() for _ in range(len(boundaries) + 1)]

    def add(self, name: bytes, leaf: bytes) -> None:
        """Note a transition that has a position, or waits for one."""
        part = bisect_left(self._ends, name[:16])
        kept = self._waiting[part]
        kept += _RECORD.pack(name, leaf)
        if len(kept) > _MOST:
            self._write(part)

    def files(self) -> list[Path]:
        """All parts, written."""
        for part in range(len(self._waiting)):
            self._write(part)
        return [self._file(part) for part in range(len(self._waiting))]

    def _write(self, part: int) -> None:
        with self._file(part).open("ab") as file:
            file.write(self._waiting[part])
        self._waiting[part].clear()

    def _file(self, part: int) -> Path:
        return self._folder / str(part)


class Positions:
    """The positions of one part. What is compared is taken out, so that what is left belongs to no transition."""

    def __init__(self, content: bytes) -> None:
        self._leaves: dict[bytes, bytes] = {}
        self._twice: list[bytes] = []
        for name, leaf in _RECORD.iter_unpack(content):
            if name in self._leaves:
                self._twice.append(name)
            self._leaves[name] = leaf

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._leaves)

    def check_unique(self) -> Iterator[Finding]:
        """No transition is in the log twice, or waits besides."""
        for name in self._twice:
            yield _found(name, TWICE)

    def check(self, reader: AuditReader, rows: Sequence[Transition], *, first: int = 1) -> Iterator[Finding]:
        """Each transition from number `first` on has one position, or waits, with its own hash."""
        for row in rows:
            if row.seq < first:
                continue
            leaf = self._taken(row) or _newer(reader, row)
            if leaf is None:
                yield found(Code.POSITION_DIFFERS, document=row.document, seq=row.seq, what=NONE)
            elif leaf != leaf_of(row.hash):
                yield found(Code.POSITION_DIFFERS, document=row.document, seq=row.seq, what=OTHER)

    def check_rest(self, reader: AuditReader) -> Iterator[Finding]:
        """Nothing in the log is missing among the transitions, but what archives have."""
        left = [named(name) for name in self._leaves]
        archived = reader.whereabouts({document for document, _ in left}, ()).archived if left else {}
        until = {document: max(one.until for one in each) for document, each in archived.items()}
        for document, seq in left:
            if seq == 1 or seq >= until.get(document, 0):
                yield found(Code.POSITION_DIFFERS, document=document, seq=seq, what=GONE)

    def _taken(self, row: Transition) -> bytes | None:
        """The hash of the leaf of a transition, once."""
        try:
            return self._leaves.pop(name_of(row.document, row.seq), None)
        except (ValueError, OverflowError):
            return None


def leaf_of(hash_: str) -> bytes:
    """The hash of a transition's leaf; empty if the transition's own hash is none."""
    try:
        return tree.leaf(bytes.fromhex(hash_))
    except ValueError:
        return b""


def _newer(reader: AuditReader, row: Transition) -> bytes | None:
    """The leaf of what was recorded, or sealed, since the positions were read."""
    for entry in reader.waits(row.document):
        if entry.seq == row.seq:
            return leaf_of(entry.hash)
    try:
        position = reader.position(row.document, row.seq)
    except (ValueError, OverflowError):
        return None
    if position is None:
        return None
    number, at = divmod(position, tree.WIDTH)
    tile = reader.tiles([(0, number)]).get((0, number), ())
    return tile[at] if at < len(tile) else None


def _found(name: bytes, what: Bilingual) -> Finding:
    document, seq = named(name)
    return found(Code.POSITION_DIFFERS, document=document, seq=seq, what=what)
