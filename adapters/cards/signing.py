"""Sign with an operator's card: a detached JWS with the card's certificate."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from adapters import sm2
from adapters.cards.detached import SM2
from adapters.x509 import UNREADABLE, PublicKey, public_key, strictly
from hub.errors import DeviceRefused
from hub.ports import SignatureAlgorithm, SigningDevice
from hub.text.bilingual import Bilingual

_NO_CERTIFICATE: Final = Bilingual("设备中的证书无法读取", "the certificate on the device cannot be read")
_OTHER_KEY: Final = Bilingual("密钥须为 P-256、RSA 或 SM2", "the key is neither P-256 nor RSA nor SM2")


def sign_detached(device: SigningDevice, said: bytes, portal: str) -> str:
    """A card's signature over these bytes, in the form that `OperatorCards` verifies; the device is closed at the end.

    Raises DeviceGone, DeviceLocked, and DeviceRefused also for a key or certificate that cannot be used.
    """
    with closing(device):
        certificate = device.open()
        name, algorithm, hashed = _algorithm(_key_of(certificate))
        x5c = [b64encode(certificate).decode("ascii")]
        header = {"alg": name, "b64": False, "crit": ["b64"], "portal": portal, "x5c": x5c}
        encoded = _base64url(json.dumps(header).encode())
        value = device.sign(hashed(f"{encoded}.".encode() + said), algorithm)
    return f"{encoded}..{_base64url(value)}"


def _key_of(certificate: bytes) -> PublicKey:
    try:
        with strictly():
            return public_key(x509.load_der_x509_certificate(certificate))
    except UNREADABLE as error:
        raise DeviceRefused(_NO_CERTIFICATE) from error


def _algorithm(key: PublicKey) -> tuple[str, SignatureAlgorithm, Callable[[bytes], bytes]]:
    """The name in the header, the name at the device, and what the device signs of some bytes."""
    if isinstance(key, sm2.PublicKey):
        spki = key.spki
        return SM2, "sm2-sm3", lambda content: sm2.digest_to_sign(spki, content)
    if isinstance(key, rsa.RSAPublicKey):
        return "RS256", "rsa-sha256", _sha256
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1":
        return "ES256", "ecdsa-sha256", _sha256
    raise DeviceRefused(_OTHER_KEY)


def _sha256(content: bytes) -> bytes:
    return sha256(content).digest()


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
