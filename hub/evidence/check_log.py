"""Check the proofs in an evidence file: each transition is in the log that the checkpoint's key signed."""

from collections.abc import Mapping, Sequence

from adapters.notes import is_signed_by
from hub.errors import Code, operator_error
from hub.evidence import names
from hub.model import Transition
from hub.model.checkpoint import ED25519, Checkpoint, NoteKey, parse_checkpoint, parse_key, parse_note
from hub.model.tlog_proof import TlogProof, parse_tlog_proof
from hub.model.tree import leaf, root_of_path
from hub.text.bilingual import Bilingual


def require_in_log(rows: Sequence[Transition], files: Mapping[str, bytes], key: NoteKey) -> Checkpoint:
    """The checkpoint that proves all transitions; raises OperatorError (HUB-937, HUB-938)."""
    note = files.get(names.CHECKPOINT, b"").decode("utf-8", "replace")
    checkpoint = signed_checkpoint(note, key)
    last = -1
    for row in rows:
        proof = _proof(row, files, note)
        if proof.position <= last:
            raise _not_in_log(row, "位置不在前一条之后", "it does not stand behind the one before it")
        last = proof.position
        require_included(row, proof, checkpoint)
    if names.proof(len(rows) + 1) in files:
        raise _not_in_log(rows[-1], "其后另有证明", "there is a proof of another one behind it")
    return checkpoint


def own_key(files: Mapping[str, bytes]) -> NoteKey:
    """The log's key as the file has it; raises OperatorError (HUB-938)."""
    try:
        return parse_key(files.get(names.LOG_KEY, b"").decode())
    except ValueError as error:
        raise operator_error(Code.CHECKPOINT_NOT_SIGNED, key=names.LOG_KEY) from error


def signed_checkpoint(text: str, key: NoteKey) -> Checkpoint:
    """A checkpoint that this key of a log signed; raises OperatorError (HUB-938)."""
    try:
        note = parse_note(text)
        checkpoint = parse_checkpoint(note.text)
    except ValueError as error:
        raise operator_error(Code.CHECKPOINT_NOT_SIGNED, key=str(key)) from error
    if key.kind != ED25519 or checkpoint.origin != key.name or not is_signed_by(note, key):
        raise operator_error(Code.CHECKPOINT_NOT_SIGNED, key=str(key))
    return checkpoint


def _proof(row: Transition, files: Mapping[str, bytes], note: str) -> TlogProof:
    try:
        proof = parse_tlog_proof(files.get(names.proof(row.seq), b"").decode())
    except ValueError as error:
        raise _not_in_log(row, "缺少证明", "there is no proof") from error
    if proof.note != note:
        raise _not_in_log(row, "证明依据另一检查点", "its proof is for another checkpoint")
    return proof


def require_included(row: Transition, proof: TlogProof, checkpoint: Checkpoint) -> None:
    """Refuse a transition that the checkpoint does not hold where its proof says (HUB-937)."""
    try:
        root = root_of_path(leaf(bytes.fromhex(row.hash)), proof.position, checkpoint.size, proof.path)
    except ValueError as error:
        raise _not_in_log(row, "证明不成立", "the proof does not hold") from error
    if root != checkpoint.root:
        raise _not_in_log(row, "证明不成立", "the proof does not hold")


def _not_in_log(row: Transition, zh: str, en: str) -> Exception:
    return operator_error(Code.NOT_IN_LOG, seq=str(row.seq), reason=Bilingual(zh, en))
