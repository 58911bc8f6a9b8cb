"""What stored bytes say: as text, and indented line by line."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from hub.errors import Rejected
from hub.xml.parse import parse_xml

_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,99}?encoding=[\"']([A-Za-z][A-Za-z0-9._-]{0,30})[\"']")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line of a message: an element or a field, with its value if it has one."""

    depth: int
    name: str
    """With the prefix by which the message names it; empty for a value within a list."""
    attributes: tuple[tuple[str, str], ...] = ()
    value: str = ""
    path: str = ""
    """The names from the outermost inwards, with dots."""


def text_of(body: bytes) -> str:
    """The text of a message in the encoding that it declares. Bytes that are no text in it become escapes."""
    declared = _DECLARED.match(body)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        return body.decode(encoding, "backslashreplace")
    except LookupError:  # an unknown encoding
        return body.decode("utf-8", "backslashreplace")


def lines_of(body: bytes) -> list[LineView]:
    """XML or JSON line by line, as far as the hub's own limits admit it; nothing for other bytes."""
    try:
        if body.lstrip()[:1] in (b"{", b"["):
            return list(_of_json(json.loads(body), "", 0, ""))
        return list(_of_element(parse_xml(body), 0, ""))
    except (Rejected, ValueError, RecursionError):
        return []


def _of_element(element: etree._Element, depth: int, path: str) -> Iterator[LineView]:
    """Elements only: comments and processing instructions are in the bytes beside."""
    local = etree.QName(element).localname
    inside = f"{path}.{local}" if path else local
    yield LineView(
        depth=depth,
        name=f"{element.prefix}:{local}" if element.prefix else local,
        attributes=tuple((etree.QName(str(name)).localname, str(value)) for name, value in element.attrib.items()),
        value=(element.text or "").strip(),
        path=inside,
    )
    for child in element.iterchildren("*"):
        yield from _of_element(child, depth + 1, inside)


def _of_json(value: Any, name: str, depth: int, path: str) -> Iterator[LineView]:
    inside = f"{path}.{name}" if path and name else path or name
    if isinstance(value, dict):
        yield LineView(depth=depth, name=name, path=inside)
        for key, inner in value.items():
            yield from _of_json(inner, key, depth + 1, inside)
    elif isinstance(value, list):
        yield LineView(depth=depth, name=name, path=inside)
        for inner in value:
            yield from _of_json(inner, "", depth + 1, inside)
    else:
        said = value if isinstance(value, str) else json.dumps(value)
        yield LineView(depth=depth, name=name, value=said, path=inside)
