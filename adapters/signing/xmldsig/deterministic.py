"""Signatures that come out the same for the same content, so that a message made again is the same message."""

from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from adapters.x509.keys import PrivateKey


class RepeatingEcdsa:
    """An ECDSA key as signxml uses one; its nonce follows from key and content (RFC 6979)."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.key_size = key.key_size

    def sign(self, data: bytes, signature_algorithm: ec.ECDSA) -> bytes:
        return self._key.sign(data, _from_content(signature_algorithm.algorithm))


def repeating(key: PrivateKey) -> Any:
    """The same key, whose signatures follow from what is signed, as those of RSA (PKCS#1 v1.5) do of themselves.

    The key itself where its library is linked to an OpenSSL before 3.2, which always draws a nonce.
    """
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return key
    try:
        _from_content(SHA256())
    except UnsupportedAlgorithm:
        return key
    return RepeatingEcdsa(key)


def _from_content(algorithm: Any) -> ec.ECDSA:
    return ec.ECDSA(algorithm, deterministic_signing=True)
