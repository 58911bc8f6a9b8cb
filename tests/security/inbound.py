"""The inbound path as a worker has it, as far as it goes without the store."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus_maker.keyring import ENCRYPTED_PARTY, SM2_PARTY, XADES_PARTY
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from customs import HUB
from encryption_cases import HeldPair, HeldRing
from rig import ROOT, START, HandClock, catalogue

from adapters.encryption.ciphers import CIPHERS
from adapters.encryption.confidential import ConfidentialMessages
from adapters.envelope.dxp import DxpEnvelope
from adapters.envelope.opening import OpeningVerifier
from adapters.envelope.platform import Platform
from adapters.signing import EPORT_SM2, USUAL, RegisteredVerifier, named
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey
from hub.catalogue import Schema
from hub.errors import Rejected
from hub.ports import Delivery
from hub.reading.open_message import open_message

AGREED = {SM2_PARTY: [EPORT_SM2], XADES_PARTY: named("xades-b")}
"""The profiles of the parties whose files would name them."""


class Gate:
    """Takes what parties send, at one time, or says by which code it is refused."""

    def __init__(
        self,
        certificates: Mapping[str, Sequence[x509.Certificate]],
        at: int = START,
        decrypts: SigningKey | None = None,
    ) -> None:
        """`decrypts`: the hub's key for encryption, where a party that agreed on it sends something."""
        clock = HandClock(at)
        known = catalogue()
        envelope = DxpEnvelope(Schema(ROOT / "xsd" / "dxp.xsd"), known.lists["dxp-response"].from_wire)
        platform = Platform(hub="hub", own=HUB, parties=known.on_platform)
        bare = RegisteredVerifier(
            CertificateRegister(certificates), clock, agreed=lambda party: AGREED.get(party, USUAL)
        )
        ciphers = {ENCRYPTED_PARTY: CIPHERS["aes256-gcm"]} if decrypts else {}
        ring = HeldRing([HeldPair(decrypts)] if decrypts else [])
        self._confidentiality = ConfidentialMessages(ciphers, ring, CertificateRegister({}), clock)
        self._verifier = OpeningVerifier(bare, envelope, platform, clock)

    def code(self, party: str, body: bytes) -> str:
        """The first code that a message is refused with; empty when it is taken."""
        try:
            body = self._confidentiality.decrypt(body, party) or body
            open_message(Delivery(owner=party, tag="1", body=body, taken_at=START), catalogue(), self._verifier, "hub")
        except Rejected as refusal:
            return refusal.faults[0].code
        return ""


def certificates_in(folder: Path) -> dict[str, list[x509.Certificate]]:
    """The certificates of each party's folder."""
    return {
        party.name: [x509.load_pem_x509_certificate(path.read_bytes()) for path in sorted(party.glob("*.pem"))]
        for party in sorted(folder.iterdir())
    }


def decrypting_key(folder: Path) -> SigningKey:
    """The hub's key by which files of the corpus are decrypted. Everybody may read it: git keeps no mode."""
    content = (folder / "decrypts.pem").read_bytes()
    key = load_pem_private_key(content, None)
    assert isinstance(key, RSAPrivateKey)
    return SigningKey(key, x509.load_pem_x509_certificate(content))
