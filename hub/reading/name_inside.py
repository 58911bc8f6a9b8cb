"""Find the portal's own id in a submission without parsing it, because parsing may kill the worker."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from hub.reading.parse_submission import ID, is_xml

LOOKED_AT: Final = 1024 * 1024
"""The most bytes of a body that are searched."""
TOKENS: Final = 20_000
"""The most tokens of a body that are searched, so that endless nesting or repetition takes no longer."""
_TOKEN: Final = re.compile(rb'"((?:[^"\\]|\\.)*+)"|([{\[])|([}\]])|(:)|([^\s"{}\[\]:]++)', re.DOTALL)
_TAG: Final = re.compile(rb"<(/?)([^\s<>/]++)([^<>]*+)>([^<]*+)")


def name_inside(body: bytes, path: tuple[str, ...] = ("id",)) -> str | None:
    """The text of the member at `path` of the outermost object; None if there is none, or if there are several.

    Decodes and builds nothing. An incomplete text is accepted. In XML, `path` begins below the root.
    """
    steps = [step.encode() for step in path]
    found = set(_elements(body, steps) if is_xml(body) else _members(body, steps))
    return found.pop() if len(found) == 1 else None


def _members(body: bytes, path: list[bytes]) -> Iterator[str]:
    way: list[bytes] = []
    name, is_value = b"", False
    for token in islice(_TOKEN.finditer(body, 0, LOOKED_AT), TOKENS):
        text, opens, closes, colon, _ = token.groups()
        if text is not None and not is_value:
            name = text
        elif text is not None and [*way[1:], name] == path:
            yield from _usable(text)
        if opens:
            way.append(name if is_value else b"")
        elif closes:
            del way[-1:]
        is_value = colon is not None


def _elements(body: bytes, path: list[bytes]) -> Iterator[str]:
    way: list[bytes] = []
    for token in islice(_TAG.finditer(body, 0, LOOKED_AT), TOKENS):
        closes, name, rest, text = token.groups()
        if closes:
            del way[-1:]
        elif not rest.endswith((b"/", b"?")) and not name.startswith((b"?", b"!")):
            way.append(name)
            if way[1:] == path:
                yield from _usable(text.strip())


def _usable(text: bytes) -> Iterator[str]:
    name = text.decode("ascii", "replace")
    if ID.fullmatch(name) and "\\" not in name and "&" not in name:
        yield name
