"""Check an archive: every row against the store, every transition against the log, all files against their sums."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.errors import Code, OperatorError, operator_error
from hub.model import GENESIS, Transition, digest
from hub.model.removal import Archived, Manifest, Removal
from hub.operate.audit.positions import leaf_of, name_of
from hub.operate.audit.removals import signed_manifest
from hub.operate.audit.sealed import SealedLogCheck
from hub.operate.audit.trail import hash_of
from hub.operate.retention.manifests import told_of
from hub.operate.retention.rows import bodies_to_remove, names_of
from hub.ports import ArchiveFiles, ArchivePart, Auditing, AuditReader, NoteSigner, Records
from hub.text.bilingual import Bilingual

OTHER = Bilingual("与审计库不一致", "it does not have what the store has")
BYTES = Bilingual("内容与散列值不符", "it has bytes that are not what their digest says")
TRAIL = Bilingual("办理记录不连贯", "it has a trail that is broken")
LOG = Bilingual("有办理记录与审计日志不符", "it has a transition that the log does not have like that")
UNSEALED = Bilingual("审计日志尚无检查点", "the log has no checkpoint yet")
SIGNED = Bilingual("清单并非由本主目录的密钥签名", "its manifest is not signed by this home's key")
SUMS = Bilingual("文件与清单不符", "its files are not those of its manifest")


@dataclass(frozen=True)
class Found:
    """What an archive was found to hold."""

    archived: list[Archived] = field(default_factory=list)
    payloads: set[str] = field(default_factory=set)
    leaves: dict[bytes, bytes] = field(default_factory=dict)
    """By the name of each transition: the hash that its leaf must have."""


def check_rows(auditing: Auditing, name: str, parts: Iterable[ArchivePart]) -> Found:
    """Compare all rows with the store's; raises OperatorError (HUB-953). Later rows of a trail may be missing."""
    found = Found()
    for part in parts:
        with auditing.read() as reader:
            _check_part(reader, name, part)
            found.payloads.update(bodies_to_remove(reader, part))
        _add(found, name, part)
    return found


def _check_part(reader: AuditReader, name: str, part: ArchivePart) -> None:
    records = reader.records_of([one.id for one in part.documents])
    if not all(_is_beginning(part, records, one.id, one.seq) for one in part.documents):
        raise differs(name, OTHER)
    stored = {message for rows in records.messages.values() for message in rows}
    names = {one for names in names_of(reader, part).values() for one in names}
    bodies = dict(part.payloads)
    if not stored.issuperset(part.messages) or set(reader.sizes(names)) != bodies.keys():
        raise differs(name, OTHER)


def _is_beginning(part: ArchivePart, records: Records, document: str, until: int) -> bool:
    """Whether the archive has the stored rows of a document up to a number, and the document as it was then."""
    rows = [row for row in part.transitions if row.document == document]
    stored = [row for row in records.transitions.get(document, ()) if row.seq <= until]
    return bool(rows) and rows == stored and rows[-1].seq == until


def _add(found: Found, name: str, part: ArchivePart) -> None:
    """Note what is in a part, and check what it says of itself."""
    if any(digest(body) != said for said, body in part.payloads):
        raise differs(name, BYTES)
    for rows in _trails(part).values():
        check_chain(name, rows)
        last = rows[-1]
        found.archived.append(Archived(document=last.document, until=last.seq, previous=last.previous))
        found.leaves.update({name_of(row.document, row.seq): leaf_of(row.hash) for row in rows})


def _trails(part: ArchivePart) -> Mapping[str, list[Transition]]:
    trails: dict[str, list[Transition]] = {}
    for row in part.transitions:
        trails.setdefault(row.document, []).append(row)
    return trails


def check_chain(name: str, rows: Sequence[Transition]) -> None:
    """Each row has its own hash and follows the row before; raises OperatorError (HUB-953).

    Behind rows that another archive has, the hash before is known from there.
    """
    previous, seq = GENESIS, 1
    for row in rows:
        if row.seq > seq and row.previous:
            previous, seq = row.previous, row.seq
        if (row.previous, row.seq) != (previous, seq) or hash_of(row) != row.hash:
            raise differs(name, TRAIL)
        previous, seq = row.hash, seq + 1


def check_log(auditing: Auditing, signer: NoteSigner, name: str, leaves: Mapping[bytes, bytes]) -> dict[str, Any]:
    """Compare every transition with the log, and the log with its checkpoints; the newest of them.

    Raises OperatorError (HUB-953).
    """
    missing = dict(leaves)

    def compare(transition: bytes, leaf: bytes, _position: int) -> None:
        if missing.get(transition) == leaf:
            del missing[transition]

    with auditing.read() as reader:
        sealed = reader.sealed()
        for finding in SealedLogCheck(reader, signer).check(compare):
            raise differs(name, finding.wording.by_language)
    if sealed is None:
        raise differs(name, UNSEALED)
    if missing:
        raise differs(name, LOG)
    return told_of(sealed)


def check_files(files: ArchiveFiles, signer: NoteSigner, name: str) -> tuple[str, Manifest]:
    """The signed manifest of an archive, whose files are those that it names; raises OperatorError (HUB-953, 954)."""
    text = files.note(name)
    manifest = signed_manifest(text, signer)
    if manifest is None or (manifest.kind, manifest.id) != ("archive", name):
        raise differs(name, SIGNED)
    if dict(files.sums(name)) != manifest.files:
        raise differs(name, SUMS)
    return text, manifest


def check_recorded(files: ArchiveFiles, signer: NoteSigner, removal: Removal) -> None:
    """The files of an archive are those that were recorded; raises OperatorError (HUB-953, HUB-954)."""
    note, _ = check_files(files, signer, removal.id)
    if note != removal.note:
        raise differs(removal.id, SIGNED)


def differs(name: str, what: Bilingual) -> OperatorError:
    return operator_error(Code.ARCHIVE_DIFFERS, name=name, what=what)
