"""Evidence files of a rig's documents, and how somebody would alter them."""

from collections.abc import Callable, Mapping

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from rig import PARTIES, Rig, catalogue, signing_key

from adapters.notes import NoteSigner
from adapters.x509 import SigningKey
from hub.evidence.container import read_container, write_container
from hub.evidence.gather import Beside
from hub.evidence.make import make_evidence
from hub.evidence.names import MANIFEST, SIGNATURES, SUMS
from hub.evidence.sealed import close
from hub.flow.sealing import SealingLine
from hub.model import Document
from hub.ports import Store

SEALER = NoteSigner("hub/audit", Ed25519PrivateKey.from_private_bytes(b"7" * 32))
Files = dict[str, bytes]


def seal(store: Store, clock: object) -> None:
    """Give every transition its position."""
    ticks = iter(range(0, 10**9, 10**6))
    SealingLine(store.log, SEALER, clock, lambda: float(next(ticks))).run()  # type: ignore[arg-type]


def beside(rig: Rig, key: Callable[[str], SigningKey] = signing_key, **others: object) -> Beside:
    """What a home would give beside the rig's store."""
    certificates = {"hub/0.pem": _pem(key("hub").certificate)}
    certificates |= {f"parties/{party}/0.pem": _pem(key(party).certificate) for party in PARTIES}
    given: dict[str, object] = {
        "certificates": certificates,
        "catalogue": {"routes-1/x.yaml": b"x: 1\n"},
        "catalogue_digest": catalogue().digest,
        "log_key": SEALER.key(),
        "signer": key("hub"),
        "at": rig.clock.now(),
    }
    return Beside(**{**given, **others})  # type: ignore[arg-type]


def evidence_of(rig: Rig, document: Document, given: Beside | None = None) -> bytes:
    """A document's evidence file; everything is sealed before."""
    rig.clock.pass_(seconds=60)
    seal(rig.store, rig.clock)
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return make_evidence(rig.store, trail, given or beside(rig))[0]


def altered(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Somebody who changes files and hopes; None removes one."""
    return write_container(_changed(read_container(content), changes))


def forged(content: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Somebody who also writes the sums and the manifest anew, and takes the signature away."""
    files = read_container(content)
    contents = files["contents.json"]
    signer = contents.partition(b'"signed_by": ')[2]
    files["contents.json"] = contents.replace(signer, b"null\n}\n")
    inside = {name: one for name, one in files.items() if name not in (SUMS, MANIFEST, SIGNATURES)}
    return close(_changed(inside, changes), None, 0)


def _changed(files: Files, changes: Mapping[str, bytes | None]) -> Files:
    kept = {name: content for name, content in files.items() if name not in changes}
    return {**kept, **{name: content for name, content in changes.items() if content is not None}}


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)
