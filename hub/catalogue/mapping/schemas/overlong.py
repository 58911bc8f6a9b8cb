"""Values that are too long whatever a schema says of them: found before libxml2 writes each into an error."""

from typing import Any

from lxml import etree

from hub.catalogue.mapping.schemas.places import place_of
from hub.catalogue.mapping.schemas.shape import Shape
from hub.catalogue.mapping.schemas.violation import Violation

LONGEST = 20_000
"""Characters of a value that is no attachment: forty times what the longest text of ours may have."""
_LONG = etree.XPath(f"descendant::text()[string-length() > {LONGEST}]/..")


def has_long_values(root: etree._Element) -> bool:
    """Whether it is worth asking for overlong ones."""
    return bool(_LONG(root))


def overlong_values(root: etree._Element, shape: Shape) -> list[Violation]:
    """Every value of more characters than `LONGEST` that is no Base64."""
    long: Any = _LONG(root)
    places = (place_of(element) for element in long)
    return [Violation(path, index, "length") for path, index in places if _is_text(shape.at(path))]


def _is_text(shape: Shape | None) -> bool:
    return shape is not None and shape.primitive not in ("", "base64Binary")
