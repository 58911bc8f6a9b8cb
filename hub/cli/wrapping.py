"""Wrapping of text on a terminal, where a Chinese character takes two cells and a line may end after each of them."""

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

_WIDE: Final = "\u2e80-\u9fff\uff00-\uffef"
_OPENING: Final = "（「『《【“‘(["
_CLOSING: Final = "，。、；：？！）」』》】”’…·),.;:]"
_UNITS: Final = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[{_WIDE}]|[^\s{_WIDE}{re.escape(_OPENING)}]+)[{re.escape(_CLOSING)}]*\s*"
    rf"|[{re.escape(_OPENING)}]+\s*"
)
"""What stays on one line: a Chinese character or a word, with the brackets and marks around it."""


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, each of at most `width` cells where its units allow that; an empty line stays one."""
    return [line for paragraph in text.split("\n") for line in _lines(paragraph, width)]


def _lines(paragraph: str, width: int) -> Iterator[str]:
    line = ""
    for unit in _UNITS.findall(paragraph):
        if line and cell_len(f"{line}{unit.rstrip()}") > width:
            yield line.rstrip()
            line = ""
        line += unit
    yield line.rstrip()
