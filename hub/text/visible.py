"""What comes from outside does nothing to a terminal: neither on an operator's screen nor in a log."""

import codecs
import json
import re
from typing import Any, Final

MARK: Final = "\ufffd"
_RANGES: Final = (
    (0x00, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x600, 0x605),
    (0x61C, 0x61C),
    (0x6DD, 0x6DD),
    (0x70F, 0x70F),
    (0x890, 0x891),
    (0x8E2, 0x8E2),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xD800, 0xDFFF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x110BD, 0x110BD),
    (0x110CD, 0x110CD),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
"""Controls, formats, separators of lines, lone surrogates, and what Unicode lets a screen leave out.

So escapes, bells, turns of the direction of writing, zero widths, fillers, variation selectors and tags.
"""
UNSEEN: Final = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]")
_IN_TEXT: Final = re.compile(r"\r?\n|\t")
"""What a text of several lines may hold."""


def visible(text: str, *, lines: bool = False) -> str:
    """A text in which everything unseen is replaced by a mark; one line, unless it may be several `lines`."""
    if not lines:
        return UNSEEN.sub(MARK, text)
    kept = iter([*(found[0][-1] for found in _IN_TEXT.finditer(text)), ""])
    return "".join(UNSEEN.sub(MARK, part) + next(kept) for part in _IN_TEXT.split(text))


def json_text(value: Any, *, encoding: str = "utf-8", indent: int | None = None) -> str:
    """JSON that means the same and is safe on a screen; in ASCII where it is not to be written as UTF-8."""
    is_ascii = codecs.lookup(encoding).name != "utf-8"
    text = json.dumps(value, ensure_ascii=is_ascii, default=str, indent=indent)
    return escaped(text) if indent is None else "\n".join(map(escaped, text.split("\n")))


def escaped(text: str) -> str:
    """A line of JSON with everything unseen written as JSON escapes."""
    return UNSEEN.sub(lambda found: _escape(found[0]), text)


def _escape(character: str) -> str:
    """As one `\\u` escape, or as two for what lies beyond 16 bits."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))
