"""What a schema does not admit, read from xmlschema's errors."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Literal

from lxml import etree

Trouble = Literal["missing", "unexpected", "type", "form", "length", "codes", "range", "other"]

_FACETS: dict[str, Trouble] = {
    "XsdPatternFacets": "form",
    "XsdEnumerationFacets": "codes",
    "XsdLengthFacet": "length",
    "XsdMinLengthFacet": "length",
    "XsdMaxLengthFacet": "length",
    "XsdMinInclusiveFacet": "range",
    "XsdMinExclusiveFacet": "range",
    "XsdMaxInclusiveFacet": "range",
    "XsdMaxExclusiveFacet": "range",
    "XsdTotalDigitsFacet": "range",
    "XsdFractionDigitsFacet": "range",
}


@dataclass(frozen=True)
class Violation:
    """One thing a schema does not admit: the element's path below the root, counted from 0 where it repeats."""

    path: tuple[str, ...]
    index: int
    trouble: Trouble


def violations_of(error: Any) -> Iterator[Violation]:
    """What an error of xmlschema's says: one for each element that it missed, or just one."""
    path, index = _path(error.path or "")
    kind = type(error).__name__
    if kind == "XMLSchemaChildrenValidationError":
        for expected in error.expected or ():
            yield Violation((*path, expected.local_name or "*"), 0, "missing")
        if not error.expected and error.invalid_tag:
            yield Violation((*path, etree.QName(error.invalid_tag).localname), 0, "unexpected")
    elif kind == "XMLSchemaDecodeError":
        yield Violation(path, index, "type")
    else:
        yield Violation(path, index, _trouble(error.validator))


def _trouble(validator: Any) -> Trouble:
    if isinstance(validator, FunctionType):  # how xmlschema checks built-in types, as nonNegativeInteger
        return "range" if validator.__name__.endswith("int_validator") else "form"
    return _FACETS.get(type(validator).__name__, "other")


def _path(path: str) -> tuple[tuple[str, ...], int]:
    names: list[str] = []
    index = 0
    for step in path.strip("/").split("/")[1:]:
        name, _, count = step.rpartition(":")[2].partition("[")
        names.append(name)
        index = int(count.rstrip("]")) - 1 if count else index
    return tuple(names), index
