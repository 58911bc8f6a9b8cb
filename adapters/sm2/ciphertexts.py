"""The encoding of what is encrypted by SM2: SM2Cipher, DER (GB/T 35276, section 7.2)."""

from typing import Final

from cryptography.hazmat.asn1 import decode_der, encode_der, sequence

PRIME: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
"""Of the curve's field: p in GB/T 32918.5."""
_HASH: Final = 32
ADDED: Final = 128
"""Bytes: more than the encoding adds to a content of some KB."""


@sequence
class _Sm2Cipher:
    x: int
    y: int
    hash: bytes
    content: bytes


def require_ciphertext(ciphertext: bytes) -> None:
    """Refuse what is no SM2Cipher, or is encoded in another way than the only one in DER. Raises ValueError.

    Whether the point is on the curve is left to libcrypto, which decrypts for no other.
    """
    read = decode_der(_Sm2Cipher, ciphertext)
    if not (0 <= read.x < PRIME and 0 <= read.y < PRIME and len(read.hash) == _HASH and read.content):
        raise ValueError("a coordinate out of range, or a hash or a content of another length")
    if encode_der(read) != ciphertext:
        raise ValueError("not the encoding in DER")
