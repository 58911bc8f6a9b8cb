"""SM2 by its formulas (GB/T 32918), for cards in software and for signatures that no library makes.

Slow, and not constant in time: for tests only.
"""

import secrets
from base64 import b64decode, b64encode

from adapters.sm2 import PrivateKey
from adapters.sm2.signatures import ORDER

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
BASE = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
"""GB/T 32918.5: p, b and the base point; a is p - 3."""
Point = tuple[int, int] | None
"""None: the point at infinity."""


def plus(one: Point, other: Point) -> Point:
    """The sum of two points."""
    if one is None or other is None:
        return one or other
    if one[0] == other[0] and (one[1] + other[1]) % P == 0:
        return None
    if one == other:
        slope = (3 * one[0] ** 2 - 3) * pow(2 * one[1], -1, P) % P
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P) % P
    x = (slope**2 - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(factor: int, point: Point = BASE) -> Point:
    """A point, so many times."""
    total: Point = None
    while factor:
        if factor & 1:
            total = plus(total, point)
        point, factor = plus(point, point), factor >> 1
    return total


def x_of(point: Point) -> int:
    """The first coordinate of a point that is not at infinity."""
    assert point is not None
    return point[0]


def secret_number(key: PrivateKey) -> int:
    """The private number: in PKCS#8, after version 1 of RFC 5915."""
    der = b64decode("".join(key.pem().decode().splitlines()[1:-1]))
    return int.from_bytes(der.partition(bytes.fromhex("0201010420"))[2][:32], "big")


def private_key(number: int) -> PrivateKey:
    """The key with this private number: put into the PKCS#8 of another key."""
    other, point = PrivateKey.make(), times(number)
    assert point is not None
    der = b64decode("".join(other.pem().decode().splitlines()[1:-1]))
    der = der.replace(secret_number(other).to_bytes(32, "big"), number.to_bytes(32, "big"))
    der = der.replace(other.spki[-64:], b"".join(half.to_bytes(32, "big") for half in point))
    return PrivateKey.load(b"-----BEGIN PRIVATE KEY-----\n" + b64encode(der) + b"\n-----END PRIVATE KEY-----\n")


def raw(r: int, s: int) -> bytes:
    """A signature, as the hub writes it."""
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def sign(private: int, digest: bytes) -> bytes:
    """r and s of e (GB/T 32918.2, 6.1)."""
    while True:
        k = secrets.randbelow(ORDER - 1) + 1
        r = (int.from_bytes(digest, "big") + x_of(times(k))) % ORDER
        s = pow(1 + private, -1, ORDER) * (k - r * private) % ORDER
        if r and s and r + k != ORDER:
            return raw(r, s)


def verify(public: bytes, digest: bytes, signature: bytes) -> None:
    """Raise unless r and s are a signature of e by the key with these coordinates (7.1)."""
    assert (len(public), len(signature)) == (64, 64)
    point, (r, s) = (_halves(public)), _halves(signature)
    found = x_of(plus(times(s), times((r + s) % ORDER, point)))
    assert (int.from_bytes(digest, "big") + found) % ORDER == r, "no signature of this digest"


def _halves(both: bytes) -> tuple[int, int]:
    return int.from_bytes(both[:32], "big"), int.from_bytes(both[32:], "big")
