"""Where the tiles of a log stand in its published folder (C2SP tlog-tiles)."""

from collections.abc import Iterator
from typing import Final

from hub.model.tree import WIDTH, Address

CHECKPOINT: Final = "checkpoint"
ENTRIES: Final = "entries"
"""Stands for the level of a bundle of entries."""
_LENGTH: Final = 2
"""Bytes of the length before each entry of a bundle."""


def tiles_between(old: int, new: int) -> Iterator[tuple[Address, int]]:
    """The tiles, with their widths, that a log of `new` entries has and one of `old` has not, level by level."""
    level = 0
    while new:
        whole, width = divmod(new, WIDTH)
        if old != new:
            yield from (((level, number), WIDTH) for number in range(old // WIDTH, whole))
            if width:
                yield (level, whole), width
        level, old, new = level + 1, old // WIDTH, whole


def path_of(kind: int | str, number: int, width: int = WIDTH) -> str:
    """The path of a tile of this level, or of a bundle of entries, below the folder of the log."""
    digits = str(number)
    digits = digits.zfill((len(digits) + 2) // 3 * 3)
    *parents, last = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join(("tile", str(kind), *(f"x{parent}" for parent in parents), last))
    return path if width == WIDTH else f"{path}.p/{width}"


def bundle(entries: list[bytes]) -> bytes:
    """A bundle of entries: each with its length before it."""
    return b"".join(len(entry).to_bytes(_LENGTH) + entry for entry in entries)
