"""The values of the types that stand for code lists, known without the schema file that lists them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from hub.catalogue.mapping.schemas.shape import Shape

CODES: Final = "codes.xsd"
"""The schema file with one type for each code list."""
UNLISTED: Final = "codes-unlisted.xsd"
"""The same types without their values, which take long to describe."""


def with_values(shape: Shape, codes: Mapping[str, frozenset[str]]) -> Shape:
    """The shape with the values of each type that stands for a code list, by the type's name."""
    if not codes:
        return shape
    whole = replace(
        shape,
        children=tuple(with_values(child, codes) for child in shape.children),
        attributes=tuple(with_values(one, codes) for one in shape.attributes),
    )
    values = codes.get(_unlisted(shape.simple))
    return replace(whole, codes=values, admits=values.__contains__) if values else whole


def _unlisted(simple: Any) -> str:
    """The name of a type without its values; empty for others: a party's type may have the same name."""
    is_one = simple is not None and (simple.schema.url or "").rpartition("/")[2] == UNLISTED
    return (simple.local_name or "") if is_one else ""
