"""A message as nested values, which a mapping reads as it reads a form."""

from typing import Any

from lxml import etree

from hub.catalogue.mapping.schemas import Shape
from hub.xml.build import local_name

WHOLE = "message"
"""Key in each item of a list: the whole message."""
ABOVE = "above"
"""Key in each item of a list: the element that contains the item."""


def values_of(root: etree._Element, shape: Shape) -> dict[str, Any]:
    """A message's values by local names: objects, lists for elements that the schema lets repeat, texts, truth values.

    An attribute is beside its element (`Amount@Currency`), or inside it when the element has children (`@Version`).
    Elements that the schema does not have are left out. An element that occurs twice and may occur once becomes a list,
    whose items must agree.
    """
    values: dict[str, Any] = {}
    values.update(_object(root, shape, values))
    return values


def _object(element: etree._Element, shape: Shape, whole: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {a.name: element.get(a.tag) for a in shape.attributes}
    for child in element.iterchildren(tag=etree.Element):
        inner = shape.child(local_name(child))
        if inner is None:
            continue
        if inner.children and inner.repeats:
            value: Any = {**_object(child, inner, whole), WHOLE: whole, ABOVE: values}
        else:
            value = _object(child, inner, whole) if inner.children else _value(child.text or "", inner)
            values |= {f"{inner.name}{a.name}": child.get(a.tag) for a in inner.attributes if not inner.children}
        _put(values, inner, value)
    return values


def _put(values: dict[str, Any], shape: Shape, value: Any) -> None:
    known = values.get(shape.name)
    if isinstance(known, list):
        known.append(value)
    elif known is not None:
        values[shape.name] = [known, value]
    else:
        values[shape.name] = [value] if shape.repeats else value


def _value(text: str, shape: Shape) -> str | bool:
    if shape.primitive == "boolean" and text.strip() in ("true", "false", "1", "0"):
        return text.strip() in ("true", "1")
    return text
