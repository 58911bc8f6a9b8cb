"""Signatures on the curve of SM2 that no library would make."""

import hashlib
import secrets

from sm2_curve import BASE, B, P, raw, secret_number, times, x_of

from adapters.sm2 import PrivateKey
from adapters.sm2.signatures import ORDER
from corpus_maker.xmldsig import Sign


def without_id(key: PrivateKey, before: bytes = b"") -> Sign:
    """Signs SM3 of the content alone, not of `identity` before it; or of what is given in its place."""

    def sign(data: bytes) -> bytes:
        d, k = secret_number(key), secrets.randbelow(ORDER - 1) + 1
        r = (_hash(before + data) + x_of(times(k))) % ORDER
        return raw(r, pow(1 + d, -1, ORDER) * (k - r * d) % ORDER)

    return sign


def identity(key: PrivateKey, id_: bytes) -> bytes:
    """What stands before the content: SM3 of id, curve and public key (GB/T 32918.2 section 5.5)."""
    numbers = b"".join(number.to_bytes(32, "big") for number in (P - 3, B, *BASE))
    said = (8 * len(id_)).to_bytes(2, "big") + id_ + numbers + key.spki[-64:]
    return hashlib.new("sm3", said).digest()


def by_ecdsa(key: PrivateKey) -> Sign:
    """Signs by ECDSA, with the same curve, key and hash."""

    def sign(data: bytes) -> bytes:
        k = secrets.randbelow(ORDER - 1) + 1
        r = x_of(times(k)) % ORDER
        return raw(r, pow(k, -1, ORDER) * (_hash(data) + r * secret_number(key)) % ORDER)

    return sign


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.new("sm3", data).digest(), "big")
