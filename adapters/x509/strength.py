"""Which keys are strong enough for signatures."""

from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from adapters import sm2
from adapters.x509.public_keys import public_key

SHORTEST_RSA: Final = 2048
"""Bits."""
CURVES: Final = ("secp256r1", "secp384r1", "secp521r1")


@lru_cache(maxsize=1024)
def is_strong(certificate: x509.Certificate) -> bool:
    """Whether signatures by this certificate's key can be accepted at all."""
    key = public_key(certificate)
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= SHORTEST_RSA
    return isinstance(key, sm2.PublicKey) or key.curve.name in CURVES
