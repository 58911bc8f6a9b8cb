"""Prove that the sealed log holds a document's transitions."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.errors import Code, operator_error
from hub.evidence import names
from hub.flow.log_tiles import tiles_of
from hub.model import Transition, tree
from hub.model.tlog_proof import TlogProof
from hub.ports import LogReader, Sealed


@dataclass(frozen=True, slots=True)
class Proved:
    """A checkpoint, and the proofs that what it signs holds each transition."""

    note: str
    proofs: Sequence[tuple[int, TlogProof]]
    """With the transition's number."""

    def files(self) -> dict[str, bytes]:
        proofs = {names.proof(seq): str(proof).encode() for seq, proof in self.proofs}
        return {names.CHECKPOINT: self.note.encode(), **proofs}


def prove(log: LogReader, transitions: Sequence[Transition]) -> Proved:
    """The proofs for the newest checkpoint; raises OperatorError (HUB-930) for what it does not hold yet."""
    sealed = log.sealed()
    proofs = [(one.seq, _proof(log, sealed, one)) for one in transitions]
    assert sealed is not None
    return Proved(sealed.note, proofs)


def _proof(log: LogReader, sealed: Sealed | None, transition: Transition) -> TlogProof:
    position = log.position(transition.document, transition.seq)
    if sealed is None or position is None or position >= sealed.size:
        raise operator_error(Code.NOT_SEALED_YET, document=transition.document, seq=str(transition.seq))
    path = tree.inclusion(tiles_of(log), position, sealed.size)
    return TlogProof(position, path, sealed.note)
