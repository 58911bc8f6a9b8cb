"""What follows from a type of a schema: the name of a value, and the converter that reads and writes it."""

import re
from collections.abc import Collection
from functools import cache

from hub.catalogue.mapping.schemas import Shape

TEXT = "text"
BY_TYPE = {
    "Consent": "consent",
    "Day": "day",
    "Image": "image",
    "Pdf": "pdf",
    "Rate": "rate",
    "Term": "term",
    "Uscc": "uscc",
    "BareId": "bare-id",
}
"""Types of xsd/common.xsd whose converter does more than the primitive type says."""
BY_PRIMITIVE = {
    "base64Binary": "file",
    "boolean": "boolean",
    "date": "date",
    "date|dateTime": "moment-or-date",
    "dateTime": "moment",
    "decimal": "money",
    "string": TEXT,
}
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@cache
def snake(name: str) -> str:
    """The name of an element's value: `DepartureDate` is `departure_date`."""
    return _CAPITAL.sub("_", name).lower()


def list_name(type_: str) -> str:
    """The code list that a type is named after: `DutyUse` is `duty-use`."""
    return _CAPITAL.sub("-", type_).lower()


def source_of(path: str, shape: Shape, lists: Collection[str]) -> str:
    """A place and how its value is read: `data.amount | money`; the place alone for a text."""
    converter = converter_of(shape, lists)
    return path if converter == TEXT else f"{path} | {converter}"


def converter_of(shape: Shape, lists: Collection[str]) -> str:
    """The name of the converter that the type of an element with a value says; `text` where it says nothing else."""
    type_ = shape.type
    if shape.codes and (name := list_name(type_)) in lists:
        return f"code {name}"
    if shape.is_whole_number:
        return "integer"
    return BY_TYPE.get(type_) or BY_PRIMITIVE.get(shape.primitive, TEXT)
