"""Deterministic signatures: the same content gives the same bytes, so a message built again is identical."""

from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from adapters.x509 import PrivateKey


class DeterministicEcdsa:
    """An ECDSA key for signxml; its nonce is derived from key and content (RFC 6979)."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.key_size = key.key_size

    def sign(self, data: bytes, signature_algorithm: ec.ECDSA) -> bytes:
        return self._key.sign(data, _rfc_6979(signature_algorithm.algorithm))


def deterministic(key: PrivateKey) -> Any:
    """A key whose signatures depend only on the content. RSA (PKCS#1 v1.5) is deterministic by itself.

    With OpenSSL before 3.2, which always uses a random nonce, the key itself.
    """
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return key
    try:
        _rfc_6979(SHA256())
    except UnsupportedAlgorithm:
        return key
    return DeterministicEcdsa(key)


def _rfc_6979(algorithm: Any) -> ec.ECDSA:
    return ec.ECDSA(algorithm, deterministic_signing=True)
