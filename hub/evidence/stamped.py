"""What a timestamp of the log says of a document: which of its transitions existed at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.timestamps import UntrustedTimestamp, Vouched, verify_timestamp
from hub.evidence import names
from hub.evidence.proofs import Proved
from hub.flow.log_tiles import tiles_of
from hub.model import tree
from hub.model.checkpoint import parse_checkpoint, parse_note
from hub.model.tlog_proof import TlogProof
from hub.ports import LogReader, Sealed, Timestamp


@dataclass(frozen=True, slots=True)
class Stamped:
    """A checkpoint with its timestamp, and the proofs that it holds the document's first transitions."""

    vouched: Vouched
    note: str
    response: bytes
    authorities: Sequence[x509.Certificate]
    proofs: Sequence[tuple[int, TlogProof]]
    """With the transition's number."""

    def files(self) -> dict[str, bytes]:
        proofs = {names.stamped_proof(seq): str(proof).encode() for seq, proof in self.proofs}
        authorities = b"".join(one.public_bytes(Encoding.PEM) for one in self.authorities)
        own = {
            names.STAMPED: self.note.encode(),
            names.TIMESTAMP: self.response,
            names.TIMESTAMP_AUTHORITIES: authorities,
        }
        return {**own, **proofs}


def find_stamped(log: LogReader, proved: Proved, authorities: Sequence[x509.Certificate]) -> Stamped | None:
    """The newest timestamp, if it holds and its checkpoint has the log's present name and a transition of these."""
    timestamp = log.timestamp() if authorities else None
    sealed = log.sealed(timestamp.size) if timestamp else None
    if timestamp is None or sealed is None or _origin(sealed.note) != _origin(proved.note):
        return None
    held = [(seq, one.position) for seq, one in proved.proofs if one.position < sealed.size]
    vouched = _vouched(timestamp, sealed, authorities)
    if not held or vouched is None:
        return None
    read = tiles_of(log)
    proofs = [(seq, TlogProof(at, tree.inclusion(read, at, sealed.size), sealed.note)) for seq, at in held]
    return Stamped(vouched, sealed.note, timestamp.response, authorities, proofs)


def _vouched(timestamp: Timestamp, sealed: Sealed, authorities: Sequence[x509.Certificate]) -> Vouched | None:
    """What it says; None for one that does not hold, for example because its CA is not trusted any more."""
    try:
        return verify_timestamp(timestamp.response, sealed.note.encode(), authorities)
    except UntrustedTimestamp:
        return None


def _origin(note: str) -> str:
    return parse_checkpoint(parse_note(note).text).origin
