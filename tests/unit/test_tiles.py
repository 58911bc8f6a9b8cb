"""Where tiles stand, as C2SP tlog-tiles has it."""

import pytest

from hub.model.tiles import bundle, path_of, tiles_between


def test_a_tree_of_seventy_thousand_has_the_tiles_that_the_standard_counts() -> None:
    """273 whole tiles of level 0 and one of 112, one whole of level 1 and one of 17, one of level 2 of width 1."""
    tiles = list(tiles_between(0, 70_000))
    assert [width for (level, _), width in tiles if level == 0] == [256] * 273 + [112]
    assert tiles[274:] == [((1, 0), 256), ((1, 1), 17), ((2, 0), 1)]


def test_a_tree_of_a_whole_tile_has_no_empty_one() -> None:
    assert list(tiles_between(0, 256)) == [((0, 0), 256), ((1, 0), 1)]
    assert list(tiles_between(0, 0)) == []


@pytest.mark.parametrize("old", [0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 69_999, 70_000])
def test_what_a_longer_log_adds_and_what_was_there_are_all_its_tiles(old: int) -> None:
    """Every tile of 70,000 is one of the shorter log or is added, and none is added that was there."""
    before, added = list(tiles_between(0, old)), list(tiles_between(old, 70_000))
    assert set(before) | set(added) >= set(tiles_between(0, 70_000))
    assert {(address, width) for address, width in added if width == 256}.isdisjoint(before)


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (999, 256, "tile/0/999"),
        (1000, 256, "tile/0/x001/000"),
        (1234067, 256, "tile/0/x001/x234/067"),
        (1234067, 7, "tile/0/x001/x234/067.p/7"),
    ],
)
def test_a_tile_has_the_path_of_the_standard(number: int, width: int, path: str) -> None:
    assert path_of(0, number, width) == path


def test_entries_have_their_lengths_before_them() -> None:
    assert bundle([b"ab", b"", b"c" * 256]) == b"\0\2ab\0\0\1\0" + b"c" * 256
