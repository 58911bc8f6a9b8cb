"""Find values that are too long for any schema, before libxml2 copies each into an error message."""

from typing import Any

from lxml import etree

from hub.catalogue.mapping.schemas.places import place_of
from hub.catalogue.mapping.schemas.shape import Shape
from hub.catalogue.mapping.schemas.violation import Violation

LONGEST = 20_000
"""Characters of a value that is not an attachment: forty times the longest text of the hub's own messages."""
_LONG = etree.XPath(f"descendant::text()[string-length() > {LONGEST}]/..")


def has_long_values(root: etree._Element) -> bool:
    """Whether the message may have overlong values: a quick check."""
    return bool(_LONG(root))


def overlong_values(root: etree._Element, shape: Shape) -> list[Violation]:
    """Every value with more characters than `LONGEST` that is not Base64."""
    long: Any = _LONG(root)
    places = (place_of(element) for element in long)
    return [Violation(path, index, "length") for path, index in places if _is_text(shape.at(path))]


def _is_text(shape: Shape | None) -> bool:
    return shape is not None and shape.primitive not in ("", "base64Binary")
