"""Check the timestamp in an evidence file: an authority saw a checkpoint that holds the first transitions."""

from collections.abc import Iterator, Mapping, Sequence

from cryptography import x509

from adapters.timestamps import UntrustedTimestamp, Vouched, verify_timestamp
from adapters.x509 import UNREADABLE, strictly
from hub.errors import Code, OperatorError, operator_error
from hub.evidence import names
from hub.evidence.check_log import require_included, signed_checkpoint
from hub.evidence.contents import AboutTimestamp
from hub.model import Transition
from hub.model.checkpoint import NoteKey
from hub.model.tlog_proof import TlogProof, parse_tlog_proof
from hub.text.bilingual import Bilingual


def require_stamped(
    rows: Sequence[Transition],
    files: Mapping[str, bytes],
    key: NoteKey,
    trusted: Sequence[x509.Certificate],
) -> AboutTimestamp | None:
    """What a timestamp says; None where there is none. Raises OperatorError (HUB-938, HUB-947).

    Without `trusted` authorities those in the file count.
    """
    there = {name for name in files if name.startswith(names.STAMPED_FOLDER)}
    if not there:
        return None
    note = files.get(names.STAMPED, b"")
    checkpoint = signed_checkpoint(note.decode("utf-8", "replace"), key)
    proofs = list(_proofs(rows, files, note))
    if not proofs or len(there) != len(proofs) + 3:
        raise _refusal("文件不齐，或多出文件", "its files are not complete, or there are others")
    for row, proof in proofs:
        require_included(row, proof, checkpoint)
    vouched = _vouched(files, note, trusted or _own(files))
    return AboutTimestamp(at=vouched.at, by=vouched.by, transitions=len(proofs))


def _proofs(
    rows: Sequence[Transition], files: Mapping[str, bytes], note: bytes
) -> Iterator[tuple[Transition, TlogProof]]:
    """The proofs of the first transitions, at the positions that they have in the whole log."""
    for row in rows:
        if (content := files.get(names.stamped_proof(row.seq))) is None:
            return
        try:
            proof, other = parse_tlog_proof(content.decode()), parse_tlog_proof(files[names.proof(row.seq)].decode())
        except ValueError as error:
            raise _refusal("一份证明无法读取", "a proof cannot be read") from error
        if proof.note.encode() != note or proof.position != other.position:
            raise _refusal("一份证明依据另一检查点", "a proof is for another checkpoint")
        yield row, proof


def _vouched(files: Mapping[str, bytes], note: bytes, trusted: Sequence[x509.Certificate]) -> Vouched:
    try:
        return verify_timestamp(files.get(names.TIMESTAMP, b""), note, trusted)
    except UntrustedTimestamp as error:
        raise operator_error(Code.TIMESTAMP_NOT_PROVED, reason=error.reason) from error


def _own(files: Mapping[str, bytes]) -> list[x509.Certificate]:
    try:
        with strictly():
            return x509.load_pem_x509_certificates(files.get(names.TIMESTAMP_AUTHORITIES, b""))
    except UNREADABLE as error:
        raise _refusal("读不出机构的证书", "the certificates of its authority cannot be read") from error


def _refusal(zh: str, en: str) -> OperatorError:
    return operator_error(Code.TIMESTAMP_NOT_PROVED, reason=Bilingual(zh, en))
