"""Removals: what left the store is listed under a signature of the log's key, and the list is what was signed."""

from collections.abc import Iterator

from hub.errors import Code
from hub.model.checkpoint import parse_note
from hub.model.removal import Manifest, Removal, parse_manifest, payloads_digest, trails_digest
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader, NoteSigner
from hub.text.bilingual import Bilingual

_SIGNED = Bilingual("并非由本主目录的密钥签名", "it is not signed by this home's key")
_LISTED = Bilingual("所列内容与签名不符", "what is listed is not what was signed")


def check_removals(reader: AuditReader, signer: NoteSigner | None) -> Iterator[Finding]:
    """Whoever only writes to the database can tell no removal: the log's key has signed each list."""
    for removal in reader.removals():
        manifest = signed_manifest(removal.note, signer)
        if manifest is None or not _is_of(manifest, removal):
            yield found(Code.REMOVAL_DIFFERS, name=removal.id, what=_SIGNED)
            continue
        taken = reader.taken(removal.id)
        listed = (trails_digest(taken.archived), payloads_digest(taken.payloads))
        if listed != (manifest.trails_sha256, manifest.payloads_sha256):
            yield found(Code.REMOVAL_DIFFERS, name=removal.id, what=_LISTED)


def signed_manifest(text: str, signer: NoteSigner | None) -> Manifest | None:
    """What a manifest says; None if it is none, or if the log's key has not signed it."""
    try:
        note = parse_note(text)
        return parse_manifest(note.text) if signer is not None and signer.has_signed(note) else None
    except ValueError:
        return None


def _is_of(manifest: Manifest, removal: Removal) -> bool:
    return (manifest.kind, manifest.id) == (removal.kind, removal.id)
