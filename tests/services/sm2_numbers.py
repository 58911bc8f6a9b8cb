"""SM2 by its formulas (GB/T 32918.2), for cards in software and to check them: slow, open to timing, for tests only."""

import secrets

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
Point = tuple[int, int] | None


def add(one: Point, other: Point) -> Point:
    """The sum of two points."""
    if one is None or other is None:
        return one or other
    if one[0] == other[0] and (one[1] + other[1]) % P == 0:
        return None
    if one == other:
        slope = (3 * one[0] ** 2 + A) * pow(2 * one[1], -1, P) % P
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P) % P
    x = (slope**2 - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(factor: int, point: Point) -> Point:
    """A point, so many times."""
    total: Point = None
    while factor:
        if factor & 1:
            total = add(total, point)
        point, factor = add(point, point), factor >> 1
    return total


def sign(private: int, digest: bytes) -> bytes:
    """r and s of e (6.1)."""
    while True:
        k = secrets.randbelow(N - 1) + 1
        point = times(k, G)
        assert point is not None
        r = (int.from_bytes(digest, "big") + point[0]) % N
        s = pow(1 + private, -1, N) * (k - r * private) % N
        if r and s and r + k != N:
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def verify(public: Point, digest: bytes, signature: bytes) -> None:
    """Raise unless r and s are a signature of e (7.1)."""
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    point = add(times(s, G), times((r + s) % N, public))
    assert len(signature) == 64
    assert point is not None
    assert (int.from_bytes(digest, "big") + point[0]) % N == r, "no signature of this digest"
