"""Removals: what left the store is listed under a signature of the log's key, and the list is what was signed."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from hub.errors import Code
from hub.model.checkpoint import parse_note
from hub.model.removal import (
    Manifest,
    Removal,
    documents_digest,
    parse_manifest,
    payloads_digest,
    trails_digest,
)
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader, NoteSigner, Taken
from hub.text.bilingual import Bilingual

_SIGNED = Bilingual("并非由本主目录的密钥签名", "it is not signed by this home's key")
_LISTED = Bilingual("所列内容与签名不符", "what is listed is not what was signed")


@dataclass(frozen=True, slots=True)
class TakenAmong:
    """What removals took, among some documents and missing bytes."""

    payloads: Mapping[str, Collection[str]]
    """By digest: the removals that name the bytes."""
    documents: Mapping[str, Collection[str]]
    """By document: the removals that list it."""

    def took(self, digest: str, document: str) -> bool:
        """Whether a removal took these bytes from this document. From others that name the same bytes it took none."""
        return not set(self.payloads.get(digest, ())).isdisjoint(self.documents.get(document, ()))


def taken_among(reader: AuditReader, missing: Collection[str], documents: Collection[str] = ()) -> TakenAmong:
    """What removals took of these missing bytes, and which of them list these documents."""
    if not missing:
        return TakenAmong({}, {})
    whereabouts = reader.whereabouts(documents, missing)
    listing = defaultdict(set, {id_: set(removals) for id_, removals in whereabouts.pruned.items()})
    for (id_, _), removal in whereabouts.archives.items():
        listing[id_].add(removal)
    return TakenAmong(whereabouts.payloads, listing)


def check_removals(reader: AuditReader, signer: NoteSigner | None) -> Iterator[Finding]:
    """Whoever only writes to the database can tell no removal: the log's key has signed each list."""
    for removal in reader.removals():
        manifest = signed_manifest(removal.note, signer)
        if manifest is None or not _is_of(manifest, removal):
            yield found(Code.REMOVAL_DIFFERS, name=removal.id, what=_SIGNED)
        elif listed(removal.kind, reader.taken(removal.id)) != (manifest.trails_sha256, manifest.payloads_sha256):
            yield found(Code.REMOVAL_DIFFERS, name=removal.id, what=_LISTED)


def listed(kind: str, taken: Taken) -> tuple[str, str] | None:
    """The digests of what a removal lists, as they are signed; None if it lists what its kind does not take."""
    if taken.pruned if kind == "archive" else taken.archived:
        return None
    documents = trails_digest(taken.archived) if kind == "archive" else documents_digest(taken.pruned)
    return documents, payloads_digest(taken.payloads)


def signed_manifest(text: str, signer: NoteSigner | None) -> Manifest | None:
    """What a manifest says; None if it is none, or if the log's key has not signed it."""
    try:
        note = parse_note(text)
        return parse_manifest(note.text) if signer is not None and signer.has_signed(note) else None
    except ValueError:
        return None


def _is_of(manifest: Manifest, removal: Removal) -> bool:
    return (manifest.kind, manifest.id) == (removal.kind, removal.id)
