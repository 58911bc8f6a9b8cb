"""What was taken out of the store on purpose: where it went, who did it, and a signed list of exactly what."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

RemovalKind = Literal["archive", "prune"]
"""`archive`: trails and bytes are in Parquet files now. `prune`: bytes are gone, by the home's policy."""
FILES: Final = ("documents", "transitions", "messages", "payloads")
"""The files of an archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """How much of a document's trail an archive holds. The newest row of it stays in the store too."""

    document: str
    until: int
    """The number of the newest transition in the archive."""
    previous: str
    """The hash of the transition before that one (hex SHA-256): with it the row that stays can be hashed again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One removal. It never changes."""

    id: str
    """The name of the archive's folder; of a removal by policy it begins with `prune-`."""
    kind: RemovalKind
    act: str
    """The operator's act."""
    at: int
    note: str
    """The manifest as a signed note (C2SP signed-note), by the log's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A legal hold on a document, or its end; the newest one counts."""

    document: str
    number: int
    """1 for the document's first."""
    is_held: bool
    act: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a removal took: the text that is signed."""

    kind: RemovalKind
    id: str
    origin: str
    """The name of the log, of its first life."""
    at: int
    trails: int
    """How many documents: of an archive with their trails."""
    trails_sha256: str
    """`trails_digest` of an archive, `documents_digest` of a removal by policy."""
    payloads: int
    """How many stored bytes."""
    payloads_sha256: str
    checkpoint: Mapping[str, Any]
    """Origin, size and root (hex) of the newest checkpoint. Of an archive every transition was compared with it."""
    files: Mapping[str, Mapping[str, Any]]
    """Size and SHA-256 of each file: those of an archive, or the policy."""

    def text(self) -> str:
        """One JSON object over several lines: no checkpoint begins like that."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, ensure_ascii=False, indent=1) + "\n"


def parse_manifest(text: str) -> Manifest:
    """Read the text of a manifest; raises ValueError."""
    try:
        manifest = Manifest(**json.loads(text))
    except TypeError as error:
        raise ValueError(str(error)) from error
    if manifest.text() != text:
        raise ValueError("not written as a manifest is")
    return manifest


def trails_digest(archived: Iterable[Archived]) -> str:
    """The hex SHA-256 of a list of trails, in the order of the documents."""
    rows = sorted(archived, key=lambda one: one.document)
    return _digest(UUID(one.document).bytes + one.until.to_bytes(4) + bytes.fromhex(one.previous) for one in rows)


def documents_digest(documents: Iterable[str]) -> str:
    """The hex SHA-256 of a list of documents, in their order."""
    return _digest(UUID(one).bytes for one in sorted(documents))


def payloads_digest(digests: Iterable[str]) -> str:
    """The hex SHA-256 of a list of digests, in their order."""
    return _digest(map(bytes.fromhex, sorted(digests)))


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()


def newest(archived: Sequence[Archived]) -> Archived | None:
    """The one that reaches furthest."""
    return max(archived, key=lambda one: one.until, default=None)
