"""Write an event in the shape of the portal that gets it."""

import json
from collections.abc import Mapping
from typing import Any

from hub.catalogue import AS_OURS, STANDS_IN, PortalShape, Told

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
        return _returned(shape, shape.returned.get(type_, {}), value)
    if name == "faults":
        return [_inside(shape, one) for one in value]
    if name == "type" and value != type_:  # the hub knows no such type: it is told as it was written
        return value
    if name == "party":  # of a refused submission it is what was written
        return shape.parties.as_written(value)
    kinds = {"type": shape.types, "status": shape.statuses, "track": shape.tracks}
    return kinds.get(name, AS_OURS).outward(value)


def _returned(shape: PortalShape, told: Mapping[str, Told], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that came back, or those of one object in a list. An older event may have names that no route has."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        known = told.get(name, Told(shape.names.get(name, name)))
        if name == STANDS_IN:
            found[known.theirs] = [told[one].theirs if one in told else one for one in value]
        else:
            found[known.theirs] = _value(shape, known, value)
    return found


def _value(shape: PortalShape, known: Told, value: Any) -> Any:
    """A returned value: an object of a list, a file, or a text with the portal's codes."""
    if isinstance(value, list):
        return [_value(shape, known, one) for one in value]
    if isinstance(value, dict):
        return _returned(shape, known.inner, value) if known.inner else _inside(shape, value)
    return known.values.outward(value)


def _inside(shape: PortalShape, value: Mapping[str, Any]) -> dict[str, Any]:
    """What a fault or a file says, with the portal's names."""
    return {shape.names.get(name, name): inner for name, inner in value.items()}


def _put(found: dict[str, Any], steps: tuple[str, ...], value: Any) -> None:
    for step in steps[:-1]:
        found = found.setdefault(step, {})
    found[steps[-1]] = value
