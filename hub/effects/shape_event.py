"""Write an event in the shape of the portal that gets it."""

import json
from collections.abc import Mapping
from typing import Any

from hub.catalogue import PortalShape, Values

_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def in_shape(shape: PortalShape | None, event: bytes, type_: str = "") -> bytes:
    """The event with its data in the portal's names and codes; unchanged for a portal without a shape.

    The attributes of CloudEvents keep their names. `type_` is the document's type; empty if there is no document.
    """
    if shape is None:
        return event
    told = json.loads(event)
    return _WRITER.encode({**told, "data": shape_data(shape, told["data"], type_)}).encode()


def shape_data(shape: PortalShape, data: Mapping[str, Any], type_: str) -> dict[str, Any]:
    """The data of an event in the portal's shape."""
    found: dict[str, Any] = {}
    for name, value in data.items():
        _put(found, shape.event.get(name, (name,)), _said(shape, name, value, type_))
    return found


def _said(shape: PortalShape, name: str, value: Any, type_: str) -> Any:
    """The value of one field of an event."""
    if name == "returned":
        known = shape.returned.get(type_, {})
        return dict(_returned(shape, known.get(inner, (inner, Values())), one) for inner, one in value.items())
    if name == "faults":
        return [_inside(shape, one) for one in value]
    codes = {"type": shape.types, "party": shape.parties, "status": shape.statuses}.get(name, Values())
    return codes.outward(value)


def _returned(shape: PortalShape, known: tuple[str, Values], value: Any) -> tuple[str, Any]:
    """A returned value with the portal's name and codes."""
    name, codes = known
    said = [codes.outward(one) for one in value] if isinstance(value, list) else codes.outward(value)
    return name, _inside(shape, said)


def _inside(shape: PortalShape, value: Any) -> Any:
    """What stands inside a returned value or a fault, with the portal's names."""
    if isinstance(value, list):
        return [_inside(shape, one) for one in value]
    if isinstance(value, dict):
        return {shape.names.get(name, name): _inside(shape, inner) for name, inner in value.items()}
    return value


def _put(found: dict[str, Any], steps: tuple[str, ...], value: Any) -> None:
    for step in steps[:-1]:
        found = found.setdefault(step, {})
    found[steps[-1]] = value
