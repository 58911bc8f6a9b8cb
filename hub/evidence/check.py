"""Check an evidence file by itself: no store and no home is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography import x509

from adapters.x509 import UNREADABLE, fingerprint
from hub.errors import Code, operator_error
from hub.evidence.check_card import require_card
from hub.evidence.check_log import own_key, require_in_log
from hub.evidence.check_messages import require_signed
from hub.evidence.check_removed import require_removed
from hub.evidence.check_stamp import require_stamped
from hub.evidence.check_trail import read_trail, require_causes
from hub.evidence.contents import Contents, read_contents
from hub.evidence.sealed import open_closed
from hub.model.checkpoint import Checkpoint, NoteKey
from hub.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An evidence file that holds, and what it leaves open."""

    contents: Contents
    transitions: int
    checkpoint: Checkpoint
    key: str
    """The verifier key of the log by which it was checked."""
    is_key_given: bool
    """Whether who checks brought the key. Otherwise the file vouches for itself."""
    is_authority_given: bool
    """The same of the certificates above the timestamp authority."""
    has_card: bool
    removed: Mapping[str, str]
    """By SHA-256 of bytes that are not here: the removal by policy that took them, as the log's key signed."""
    elsewhere: Sequence[int]
    """The transitions whose causes are not here: another document's, or what the hub had no more."""


def check_evidence(content: bytes, key: NoteKey | None = None, authorities: Sequence[x509.Certificate] = ()) -> Checked:
    """Check everything in an evidence file; raises OperatorError for the first thing that is wrong.

    HUB-931 the container, HUB-932 a file, HUB-933 the signature over all, HUB-934 the trail, HUB-935 what caused it,
    HUB-936 a message, HUB-937 and HUB-938 the log, HUB-947 the timestamp, HUB-939 the card, HUB-963 a removal.

    `authorities`: the CAs above the timestamp authority; without them, and without `key`, the file's own count.
    """
    files, signer = open_closed(content)
    contents = read_contents(files)
    _require_signer(contents, signer, files)
    rows = read_trail(files, contents.document.id)
    elsewhere = require_causes(rows, files, contents.absent)
    require_signed(contents.messages, files)
    used = key or own_key(files)
    checkpoint = require_in_log(rows, files, used)
    if require_stamped(rows, files, used, authorities) != contents.timestamp:
        reason = Bilingual("与 contents.json 所述不符", "contents.json says otherwise")
        raise operator_error(Code.TIMESTAMP_NOT_PROVED, reason=reason)
    return Checked(
        contents=contents,
        transitions=len(rows),
        checkpoint=checkpoint,
        key=str(used),
        is_key_given=key is not None,
        is_authority_given=bool(authorities),
        has_card=require_card(rows[0], contents, files),
        removed=require_removed(contents, files, used),
        elsewhere=elsewhere,
    )


def _require_signer(contents: Contents, signer: str | None, files: Mapping[str, bytes]) -> None:
    """Refuse a container that is not signed as it says, or by a certificate that is not the hub's in it (HUB-933)."""
    if signer != contents.signed_by or (signer is not None and signer not in _ours(files)):
        raise operator_error(Code.EVIDENCE_NOT_SIGNED)


def _ours(files: Mapping[str, bytes]) -> set[str]:
    try:
        return {
            fingerprint(x509.load_pem_x509_certificate(pem))
            for name, pem in files.items()
            if name.startswith("certificates/hub/")
        }
    except UNREADABLE as error:
        raise operator_error(Code.EVIDENCE_NOT_SIGNED) from error
