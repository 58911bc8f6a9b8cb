"""The digest that an SM2 signature signs, for keys on devices: they do not hash (GB/T 32918.2, 5.5 and 6.1)."""

from typing import Final

from cryptography.hazmat.primitives.hashes import SM3, Hash

from adapters.sm2.keys import DEFAULT_ID

_CURVE: Final = bytes.fromhex(
    "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"
    "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93"
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)
"""a, b and the coordinates of G (GB/T 32918.5)."""
_POINT: Final = 64
"""Bytes of a public key's coordinates, at the end of its SubjectPublicKeyInfo."""


def digest_to_sign(spki: bytes, content: bytes, id_: bytes = DEFAULT_ID) -> bytes:
    """e = SM3(Z || content), 32 bytes; Z is the SM3 of the signer's id, the curve and the public key."""
    z = _sm3((len(id_) * 8).to_bytes(2, "big"), id_, _CURVE, spki[-_POINT:])
    return _sm3(z, content)


def _sm3(*parts: bytes) -> bytes:
    hashed = Hash(SM3())
    for part in parts:
        hashed.update(part)
    return hashed.finalize()
