"""Commands as a profile writes them: `00 87 11 9C / 7C(82() 81(digest))`.

Before the slash stand the four bytes of the command's head, or names; behind it the data. Bytes are hex in capitals,
names are in small letters, and bytes before parentheses are the tag of what the parentheses hold.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from adapters.pcsc.tlv import written

HOLES: Final = frozenset({"pin", "digest", "digest-info", "padded", "offset"})
"""Names of values that a command may have: see docs/card-profiles.md."""
_TOKEN: Final = re.compile(r"\s*(?:(?P<hex>(?:[0-9A-F]{2})+)|(?P<hole>[a-z][a-z-]*)|(?P<mark>[()])|(?P<rest>\S))")


@dataclass(frozen=True)
class Hole:
    """A value that is not known before the command is sent."""

    name: str


@dataclass(frozen=True)
class Tagged:
    """A tag with what is in it."""

    tag: bytes
    parts: "Parts"


Parts = tuple["bytes | Hole | Tagged", ...]
Values = Mapping[str, bytes]


@dataclass(frozen=True)
class Template:
    """A command with holes."""

    head: Parts
    data: Parts

    @classmethod
    def read(cls, text: str) -> "Template":
        """The template that is written so; raises ValueError."""
        head, _, data = text.partition("/")
        template = cls(_parts(_tokens(head)), _parts(_tokens(data)))
        if len(template.filled({"offset": b"\0\0"})[0]) != 4:
            raise ValueError(f"{head.strip()!r}: the head of a command has four bytes")
        return template

    @property
    def holes(self) -> frozenset[str]:
        """The names in it."""
        return frozenset(_holes(self.head)) | frozenset(_holes(self.data))

    def filled(self, values: Values) -> tuple[bytes, bytes]:
        """Head and data, with these values in the holes; what has no value is empty."""
        return _filled(self.head, values), _filled(self.data, values)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "rest"
        yield kind, found[kind]


def _parts(tokens: Iterator[tuple[str, str]], *, is_inside: bool = False) -> Parts:
    """Everything up to the end, or to the parenthesis that ends it."""
    parts: list[bytes | Hole | Tagged] = []
    for kind, text in tokens:
        if kind == "hex":
            parts.append(bytes.fromhex(text))
        elif kind == "hole" and text in HOLES:
            parts.append(Hole(text))
        elif text == "(" and parts and isinstance(tag := parts[-1], bytes):
            parts[-1] = Tagged(tag, _parts(tokens, is_inside=True))
        elif text == ")" and is_inside:
            return tuple(parts)
        else:
            raise ValueError(f"{text!r} is neither hex in capitals nor one of {', '.join(sorted(HOLES))}")
    if is_inside:
        raise ValueError("a parenthesis is not closed")
    return tuple(parts)


def _holes(parts: Parts) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Hole):
            yield part.name
        elif isinstance(part, Tagged):
            yield from _holes(part.parts)


def _filled(parts: Parts, values: Values) -> bytes:
    return b"".join(_one(part, values) for part in parts)


def _one(part: bytes | Hole | Tagged, values: Values) -> bytes:
    if isinstance(part, Tagged):
        return written(part.tag, _filled(part.parts, values))
    return values.get(part.name, b"") if isinstance(part, Hole) else part
