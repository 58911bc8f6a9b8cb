"""Removals: what left the store is listed under a signature of the log's key, and the list is what was signed."""

from collections.abc import Iterator

from hub.errors import Code, operator_error
from hub.model.checkpoint import parse_note
from hub.model.removal import Manifest, Removal, figures_of, parse_manifest
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader, NoteSigner, Taken
from hub.text.bilingual import Bilingual

_SIGNED = Bilingual("并非由本主目录的密钥签名", "it is not signed by this home's key")
_LISTED = Bilingual("所列内容与签名不符", "what is listed is not what was signed")


def check_removals(reader: AuditReader, signer: NoteSigner | None) -> Iterator[Finding]:
    """Whoever only writes to the database can tell no removal: the log's key has signed each list."""
    for removal in reader.removals():
        if what := _difference(reader.taken(removal.id), signer):
            yield found(Code.REMOVAL_DIFFERS, name=removal.id, what=what)


def prove_signed(taken: Taken, signer: NoteSigner) -> None:
    """Raise OperatorError (HUB-956) unless the log's key has signed what is recorded as taken: nothing else leaves."""
    if what := _difference(taken, signer):
        raise operator_error(Code.REMOVAL_DIFFERS, name=taken.removal.id, what=what)


def _difference(taken: Taken, signer: NoteSigner | None) -> Bilingual | None:
    """What does not fit between the record of a removal and what was signed."""
    kind, manifest = taken.removal.kind, signed_manifest(taken.removal.note, signer)
    if manifest is None or not _is_of(manifest, taken.removal):
        return _SIGNED
    strange = taken.pruned if kind == "archive" else taken.archived
    figures = figures_of(kind, taken.archived, taken.pruned, taken.payloads)
    return None if manifest.is_about(figures) and not strange else _LISTED


def signed_manifest(text: str, signer: NoteSigner | None) -> Manifest | None:
    """What a manifest says; None if it is none, or if the log's key has not signed it."""
    try:
        note = parse_note(text)
        return parse_manifest(note.text) if signer is not None and signer.has_signed(note) else None
    except ValueError:
        return None


def _is_of(manifest: Manifest, removal: Removal) -> bool:
    return (manifest.kind, manifest.id) == (removal.kind, removal.id)
