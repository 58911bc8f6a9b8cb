"""Which keys are strong enough for signatures."""

from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

SHORTEST_RSA: Final = 2048
"""Bits."""
CURVES: Final = ("secp256r1", "secp384r1", "secp521r1")


@lru_cache(maxsize=1024)
def is_strong(certificate: x509.Certificate) -> bool:
    """Whether signatures by this certificate's key can be accepted at all."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= SHORTEST_RSA
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES
