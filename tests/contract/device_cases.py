"""The devices that the contract suite of signing devices is run on."""

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from services.softhsm import MODULE, PIN, TOKEN, SoftHSM

from adapters.devices import WrongPins
from adapters.pkcs11 import Pkcs11Device, Pkcs11Place
from hub.ports import SignatureAlgorithm, SigningDevice
from hub.testing.elsewhere import InProcess, Program, Running


def verify(certificate: bytes, digest: bytes, signature: bytes) -> None:
    """By `cryptography`; raises InvalidSignature."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    if isinstance(key, RSAPublicKey):
        key.verify(signature, digest, PKCS1v15(), Prehashed(SHA256()))
    else:
        assert isinstance(key, EllipticCurvePublicKey)
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        key.verify(encode_dss_signature(r, s), digest, ECDSA(Prehashed(SHA256())))


class TokenRig:
    """A key on SoftHSM's token."""

    def __init__(self, token: SoftHSM, algorithm: SignatureAlgorithm) -> None:
        self._token = token
        self._wrong = WrongPins()
        self.algorithm = algorithm
        others: Sequence[SignatureAlgorithm] = ("rsa-sha256", "ecdsa-sha256")
        (self.impossible,) = (other for other in others if other != algorithm)
        self._place = Pkcs11Place(str(MODULE), TOKEN, label=algorithm)

    def device(self, pin: bytes | None = None) -> SigningDevice:
        return Pkcs11Device(self._place, lambda: pin or PIN, self._wrong)

    def verify(self, certificate: bytes, digest: bytes, signature: bytes) -> None:
        verify(certificate, digest, signature)

    def take_away(self) -> None:
        self._token.take_away()

    def put_back(self) -> None:
        self._token.put_back()

    def was_tried(self) -> bool:
        return self._token.was_tried()

    def start(self, program: Program, *arguments: object) -> Running:
        opening = (
            "from adapters.pkcs11 import Pkcs11Device, Pkcs11Place\n"
            f"port = Pkcs11Device(Pkcs11Place(*{(self._place.module, self._place.token, self._place.label)!r}),"
            f" lambda: {PIN!r})"
        )
        return InProcess(opening, program, *arguments)

    def close(self) -> None:
        self._token.put_back()
