"""The two encodings of a signature by SM2: r and s one after the other, as the field writes them, and DER."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ORDER: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
"""Of the curve's base point: n in GB/T 32918.5."""
_HALF: Final = 32
LENGTH: Final = 2 * _HALF
"""Bytes of r and s."""


def from_der(signature: bytes) -> bytes:
    """r and s, 32 bytes each, of a signature in DER. Raises ValueError for anything that is no such signature."""
    r, s = decode_dss_signature(signature)
    _require_in_range(r, s)
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def to_der(signature: bytes) -> bytes:
    """The DER of r and s. Raises ValueError for another length, and for numbers that no signature has."""
    if len(signature) != LENGTH:
        raise ValueError("a signature by SM2 has 64 bytes")
    r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
    _require_in_range(r, s)
    return encode_dss_signature(r, s)


def _require_in_range(r: int, s: int) -> None:
    """GB/T 32918.2, section 7.1, B1, B2 and B5."""
    if not (0 < r < ORDER and 0 < s < ORDER and r + s != ORDER):
        raise ValueError("r or s is out of range")
