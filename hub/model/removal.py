"""What was taken out of the store on purpose: where it went, who did it, and a signed list of exactly what."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from hub.model import tree

RemovalKind = Literal["archive", "prune"]
"""`archive`: trails and bytes are in Parquet files now. `prune`: bytes are gone, by the home's policy."""
POLICY_FILE: Final = "retention.yaml"
"""The policy, as a manifest names it."""
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
    documents_root: str | None = None
    """Of a removal by policy: the root (hex) of the Merkle tree over the ids of its documents. Older hubs made none."""
    payloads_root: str | None = None
    """The same over the digests of its bytes. A path to a root shows one entry to somebody, and none of the others."""

    def text(self) -> str:
        """One JSON object over several lines: no checkpoint begins like that."""
        said = {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}
        return json.dumps(said, ensure_ascii=False, indent=1) + "\n"

    def is_about(self, figures: Mapping[str, Any]) -> bool:
        """Whether it lists what has these figures; what an older hub left out is not compared."""
        return all(getattr(self, name) in (value, None) for name, value in figures.items())


def parse_manifest(text: str) -> Manifest:
    """Read the text of a manifest; raises ValueError."""
    try:
        manifest = Manifest(**json.loads(text))
    except TypeError as error:
        raise ValueError(str(error)) from error
    if manifest.text() != text:
        raise ValueError("not written as a manifest is")
    return manifest


def figures_of(
    kind: RemovalKind, archived: Collection[Archived], pruned: Collection[str], payloads: Collection[str]
) -> dict[str, Any]:
    """What a manifest says of its lists, by the names of its fields."""
    found = {"payloads": len(payloads), "payloads_sha256": payloads_digest(payloads)}
    if kind == "archive":
        return {"trails": len(archived), "trails_sha256": trails_digest(archived), **found}
    roots = {
        "documents_root": tree.root_over(document_entries(pruned)).hex(),
        "payloads_root": tree.root_over(payload_entries(payloads)).hex(),
    }
    return {"trails": len(pruned), "trails_sha256": documents_digest(pruned), **found, **roots}


def document_entries(documents: Iterable[str]) -> list[bytes]:
    """Ids as they are listed: in their order, 16 bytes each."""
    return [UUID(one).bytes for one in sorted(documents)]


def payload_entries(digests: Iterable[str]) -> list[bytes]:
    """Digests as they are listed: in their order, 32 bytes each."""
    return [bytes.fromhex(one) for one in sorted(digests)]


def trails_digest(archived: Iterable[Archived]) -> str:
    """The hex SHA-256 of a list of trails, in the order of the documents."""
    rows = sorted(archived, key=lambda one: one.document)
    return _digest(UUID(one.document).bytes + one.until.to_bytes(4) + bytes.fromhex(one.previous) for one in rows)


def documents_digest(documents: Iterable[str]) -> str:
    """The hex SHA-256 of a list of documents, in their order."""
    return _digest(document_entries(documents))


def payloads_digest(digests: Iterable[str]) -> str:
    """The hex SHA-256 of a list of digests, in their order."""
    return _digest(payload_entries(digests))


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()


def newest(archived: Sequence[Archived]) -> Archived | None:
    """The one that reaches furthest."""
    return max(archived, key=lambda one: one.until, default=None)
