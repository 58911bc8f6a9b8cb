"""A Merkle tree that only grows, with the hashes of RFC 6962 (section 2.1), kept in tiles.

A tile holds up to 256 neighbouring hashes of one level: level 0 those of the leaves, level 1 those of whole tiles of
level 0, and so on, as in C2SP tlog-tiles. All other hashes are computed from the tiles: a tree of a million leaves has
3,923 of them, and a proof reads a dozen.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

WIDTH: Final = 256
"""Hashes of a whole tile."""
EMPTY_ROOT: Final = hashlib.sha256().digest()
"""The root of a tree without leaves."""
Address = tuple[int, int]
"""Level and number of a tile."""
Tile = Sequence[bytes]
"""The hashes of a tile, in their order."""
Read = Callable[[Address], Tile]
"""Reads a tile that is there."""


def leaf(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return hashlib.sha256(b"\1" + left + right).digest()


def grown(read: Read, size: int, leaves: Sequence[bytes]) -> dict[Address, Tile]:
    """The tiles that differ once these leaves follow the first `size`: those that were begun before, and new ones."""
    changed: dict[Address, Tile] = {}
    level, hashes = 0, list(leaves)
    while hashes:
        number, begun = divmod(size, WIDTH)
        hashes = [*(read((level, number)) if begun else ()), *hashes]
        tiles = [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]
        changed |= {(level, number + n): tile for n, tile in enumerate(tiles)}
        hashes = [_folded(tile) for tile in tiles if len(tile) == WIDTH]
        level, size = level + 1, number
    return changed


def root(read: Read, size: int) -> bytes:
    """The root over the first `size` leaves."""
    return _of_range(read, 0, size) if size else EMPTY_ROOT


def root_over(entries: Sequence[bytes]) -> bytes:
    """The root of the tree that has exactly these entries."""
    return root(tiles_over(entries).__getitem__, len(entries))


def tiles_over(entries: Sequence[bytes]) -> dict[Address, Tile]:
    """All tiles of this tree."""
    return grown(_nothing, 0, [leaf(entry) for entry in entries])


def inclusion(read: Read, position: int, size: int) -> list[bytes]:
    """The proof that the tree of this size holds the leaf at this position (RFC 6962, 2.1.1), leaf's side first."""
    if not 0 <= position < size:
        raise ValueError(f"no leaf {position} in a tree of {size}")
    return list(_path(read, position, 0, size))


def consistency(read: Read, old: int, new: int) -> list[bytes]:
    """The proof that the tree of `new` leaves begins with that of `old` (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not begin with one of {old}")
    return list(_extension(read, old, 0, new, is_whole=True)) if 0 < old < new else []


def root_of_path(hash_: bytes, position: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that follows from a leaf's hash, its position and a proof; raises ValueError if they do not fit."""
    if not 0 <= position < size:
        raise ValueError(f"no leaf {position} in a tree of {size}")
    at, last = position, size - 1
    for sibling in proof:
        if not last:
            raise ValueError("the proof is too long")
        if at & 1 or at == last:
            hash_ = node(sibling, hash_)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            hash_ = node(hash_, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return hash_


def is_extension(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the tree of size and root `new` begins with that of `old` (RFC 9162, 2.1.4.2)."""
    (first, first_root), (second, second_root) = old, new
    if first in (0, second):
        return not proof and (first_root, first) in ((EMPTY_ROOT, 0), (second_root, second))
    if not 0 < first < second or not proof:
        return False
    hashes = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = hashes[0]
    for hash_ in hashes[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            before, after = node(hash_, before), node(hash_, after)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            after = node(after, hash_)
        at, last = at >> 1, last >> 1
    return not last and (before, after) == (first_root, second_root)


def _nothing(_: Address) -> Tile:
    """What stands in a tree before it begins."""
    return ()


def _path(read: Read, position: int, start: int, end: int) -> Iterator[bytes]:
    if end - start == 1:
        return
    middle = start + _largest_power_below(end - start)
    if position < middle:
        yield from _path(read, position, start, middle)
        yield _of_range(read, middle, end)
    else:
        yield from _path(read, position, middle, end)
        yield _of_range(read, start, middle)


def _extension(read: Read, old: int, start: int, end: int, *, is_whole: bool) -> Iterator[bytes]:
    """`is_whole`: the old tree is a left part of all, so that its root is known to whoever checks."""
    if old == end:
        if not is_whole:
            yield _of_range(read, start, end)
        return
    middle = start + _largest_power_below(end - start)
    if old <= middle:
        yield from _extension(read, old, start, middle, is_whole=is_whole)
        yield _of_range(read, middle, end)
    else:
        yield from _extension(read, old, middle, end, is_whole=False)
        yield _of_range(read, start, middle)


def _of_range(read: Read, start: int, end: int) -> bytes:
    """The hash over the leaves from `start` up to `end`, a node of the tree."""
    size = end - start
    if size & (size - 1):
        middle = start + _largest_power_below(size)
        return node(_of_range(read, start, middle), _of_range(read, middle, end))
    level, span = 0, 1
    while span * WIDTH <= size:
        level, span = level + 1, span * WIDTH
    number, at = divmod(start // span, WIDTH)
    return _folded(read((level, number))[at : at + size // span])


def _folded(hashes: Tile) -> bytes:
    """The root over a power of two of neighbouring hashes."""
    while len(hashes) > 1:
        hashes = [node(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def _largest_power_below(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1
