"""The tree against RFC 6962's own definitions, written out here as the standard has them."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model import tree

SIZES = st.one_of(st.integers(0, 40), st.sampled_from([255, 256, 257, 511, 512, 513, 700]))


def leaves_of(size: int) -> list[bytes]:
    return [tree.leaf(b"%d" % n) for n in range(size)]


def mth(leaves: Sequence[bytes]) -> bytes:
    """Merkle Tree Hash (2.1), over the hashes of leaves."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = largest_power_below(len(leaves))
    return hashlib.sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH (2.1.1)."""
    if len(leaves) == 1:
        return []
    k = largest_power_below(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], b: bool) -> list[bytes]:
    """SUBPROOF (2.1.2)."""
    if m == len(leaves):
        return [] if b else [mth(leaves)]
    k = largest_power_below(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], b), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def largest_power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def grow(tiles: dict[tree.Address, tree.Tile], size: int, leaves: Sequence[bytes]) -> None:
    tiles |= tree.grown(tiles.__getitem__, size, leaves)


def tiles_of(leaves: Sequence[bytes]) -> dict[tree.Address, tree.Tile]:
    tiles: dict[tree.Address, tree.Tile] = {}
    grow(tiles, 0, leaves)
    return tiles


def test_a_known_tree_has_the_root_that_others_compute() -> None:
    """The test vectors of Certificate Transparency's reference implementation (8 inputs)."""
    entries = [b"", b"\0", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", bytes(range(0x50, 0x58))]
    entries.append(bytes(range(0x60, 0x70)))
    tiles = tiles_of([tree.leaf(entry) for entry in entries])
    assert tree.root(tiles.__getitem__, 8).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert tree.root(tiles.__getitem__, 0).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(size=SIZES, steps=st.lists(st.integers(0, 300), max_size=4))
def test_tiles_are_the_same_however_the_tree_grew(size: int, steps: list[int]) -> None:
    """In one step or in several; the root is the standard's."""
    leaves, grown, at = leaves_of(size), dict[tree.Address, tree.Tile](), 0
    for end in [*sorted(min(step, size) for step in steps), size]:
        grow(grown, at, leaves[at:end])
        at = end
    assert grown == tiles_of(leaves)
    assert tree.root(grown.__getitem__, size) == mth(leaves)


@given(data=st.data(), size=SIZES.filter(bool))
def test_an_inclusion_proof_is_the_standards_and_leads_to_the_root(data: st.DataObject, size: int) -> None:
    """Also of a tree that has grown since; with another leaf, position or length it leads elsewhere or nowhere."""
    position = data.draw(st.integers(0, size - 1))
    leaves, read = leaves_of(size), tiles_of(leaves_of(size + 3)).__getitem__
    proof = tree.inclusion(read, position, size)
    assert proof == path(position, leaves)
    assert tree.root_of_path(leaves[position], position, size, proof) == mth(leaves)
    assert tree.root_of_path(bytes(32), position, size, proof) != mth(leaves)
    for wrong in (proof[:-1], [*proof, bytes(32)]):
        if wrong != proof:
            with pytest.raises(ValueError, match=r"too (long|short)"):
                tree.root_of_path(leaves[position], position, size, wrong)


@given(data=st.data(), new=SIZES)
def test_a_consistency_proof_is_the_standards_and_proves_one_beginning_only(data: st.DataObject, new: int) -> None:
    """A changed hash, root or size is not believed."""
    old = data.draw(st.integers(0, new))
    leaves, read = leaves_of(new), tiles_of(leaves_of(new)).__getitem__
    proof = tree.consistency(read, old, new)
    assert proof == (subproof(old, leaves, True) if 0 < old < new else [])
    before, after = (old, mth(leaves[:old])), (new, mth(leaves))
    assert tree.is_extension(before, after, proof)
    assert not tree.is_extension((old, bytes(32)), after, proof)
    assert not tree.is_extension(before, after, [*proof, bytes(32)])
    if old:
        assert not tree.is_extension(before, (new, bytes(32)), proof)
    for at in range(len(proof)):
        assert not tree.is_extension(before, after, [*proof[:at], bytes(32), *proof[at + 1 :]])
        assert not tree.is_extension(before, after, [*proof[:at], *proof[at + 1 :]])


def test_what_is_not_in_the_tree_has_no_proof() -> None:
    read = tiles_of(leaves_of(5)).__getitem__
    for position, size in ((5, 5), (-1, 5)):
        with pytest.raises(ValueError, match="no leaf"):
            tree.inclusion(read, position, size)
        with pytest.raises(ValueError, match="no leaf"):
            tree.root_of_path(bytes(32), position, size, [])
    with pytest.raises(ValueError, match="does not begin"):
        tree.consistency(read, 6, 5)
    assert not tree.is_extension((6, bytes(32)), (5, bytes(32)), [bytes(32)])
