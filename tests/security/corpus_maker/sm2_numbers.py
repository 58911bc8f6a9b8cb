"""Numbers on the curve of SM2, for signatures that no library would make. Slow, and not constant in time."""

import hashlib
import secrets
from base64 import b64decode

from adapters.sm2 import PrivateKey
from adapters.sm2.signatures import ORDER
from corpus_maker.xmldsig import Sign

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
BASE = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
"""GB/T 32918.5: p, the base point and b; a is p - 3."""
Point = tuple[int, int]


def without_id(key: PrivateKey, before: bytes = b"") -> Sign:
    """Signs SM3 of the content alone, not of `identity` before it; or of what is given in its place."""

    def sign(data: bytes) -> bytes:
        d, k = _secret(key), secrets.randbelow(ORDER - 1) + 1
        r = (_hash(before + data) + _times(k)[0]) % ORDER
        return _raw(r, pow(1 + d, -1, ORDER) * (k - r * d) % ORDER)

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
        r = _times(k)[0] % ORDER
        return _raw(r, pow(k, -1, ORDER) * (_hash(data) + r * _secret(key)) % ORDER)

    return sign


def _secret(key: PrivateKey) -> int:
    """The private number: in PKCS#8, after version 1 of RFC 5915."""
    der = b64decode("".join(key.pem().decode().splitlines()[1:-1]))
    return int.from_bytes(der.partition(bytes.fromhex("0201010420"))[2][:32], "big")


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.new("sm3", data).digest(), "big")


def _raw(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _times(k: int) -> Point:
    """k times the base point."""
    found: Point | None = None
    for bit in f"{k:b}":
        found = _plus(found, found) if found else None
        if bit == "1":
            found = _plus(found, BASE) if found else BASE
    assert found is not None
    return found


def _plus(one: Point, other: Point) -> Point:
    """The sum of two points that is not the point at infinity."""
    if one == other:
        slope = (3 * one[0] ** 2 - 3) * pow(2 * one[1], -1, P)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P)
    x = (slope**2 - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P
