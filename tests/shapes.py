"""What portals write and read in their own shapes, made from the hub's form and read back into the hub's names."""

import json
from collections.abc import Mapping
from typing import Any

from lxml import etree

from hub.catalogue import STANDS_IN, Catalogue, Place, PortalShape, Told, follow


def as_written(catalogue: Catalogue, portal: str, form: Mapping[str, Any]) -> dict[str, Any]:
    """A submission of the hub's form as this portal writes it."""
    shape = catalogue.shape_of(portal) or catalogue.plain
    known = shape.forms.get(form["type"], shape.unknown)
    written: dict[str, Any] = {}
    _write(known.root, form, (), written)
    return written


def _write(place: Place, form: Any, above: tuple[str, ...], written: dict[str, Any]) -> None:
    for name, inner in place.inside.items():
        if inner.holds is None:
            below: dict[str, Any] = {}
            _write(inner, form, above, below)
            if below:
                written[name] = below
            continue
        value = follow(form, inner.holds.ours[len(above) :])
        if value is None:
            continue
        if inner.holds.is_list and isinstance(value, list):
            written[name] = [_item(inner, item) for item in value]
        elif inner.holds.is_truth and isinstance(value, bool):
            written[name] = inner.holds.values.theirs.get(str(value).lower(), value)
        else:
            written[name] = inner.holds.values.outward(value)


def _item(place: Place, item: Any) -> Any:
    assert place.holds is not None
    if not isinstance(item, dict):
        return place.holds.values.outward(item)
    inner: dict[str, Any] = {}
    _write(place, item, place.holds.ours, inner)
    return inner


def body_of(catalogue: Catalogue, portal: str, form: Mapping[str, Any], kind: str = "json") -> bytes:
    """A submission of the hub's form as a portal drops it, in `json` or `xml`."""
    written = as_written(catalogue, portal, form)
    shape = catalogue.shape_of(portal) or catalogue.plain
    return in_xml(shape.root, written) if kind == "xml" else json.dumps(written, ensure_ascii=False).encode()


def in_xml(root: str, written: Mapping[str, Any]) -> bytes:
    """The same submission in XML."""
    element = etree.Element(root)
    _add(element, written)
    return etree.tostring(element, encoding="utf-8")


def _add(parent: etree._Element, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            child = etree.SubElement(parent, name)
            if isinstance(one, dict):
                _add(child, one)
            else:
                child.text = str(one).lower() if isinstance(one, bool) else str(one)


def in_ours(catalogue: Catalogue, portal: str, event: dict[str, Any]) -> dict[str, Any]:
    """An event of this portal with the hub's own names and codes."""
    shape = catalogue.shape_of(portal)
    if shape is None:
        return event
    theirs = event["data"]
    data = {name: found for name, path in shape.event.items() if (found := _at(theirs, path)) is not _NOTHING}
    kinds = {"type": shape.types, "party": shape.parties, "status": shape.statuses, "track": shape.tracks}
    for name, values in kinds.items():
        if name in data:
            data[name] = values.inward(data[name])
    if "returned" in data:
        data["returned"] = _returned(shape, shape.returned.get(data["type"], {}), data["returned"])
    names = {theirs: ours for ours, theirs in shape.names.items()}
    data["faults"] = [{names.get(name, name): said for name, said in one.items()} for one in data["faults"]]
    return {**event, "data": data}


def _returned(shape: PortalShape, told: Mapping[str, Told], values: Mapping[str, Any]) -> dict[str, Any]:
    """Returned values, or those of one object in a list or of a file, with the hub's names and codes."""
    known = {one.theirs: (ours, one) for ours, one in told.items()}
    others = {theirs: ours for ours, theirs in shape.names.items()}
    found: dict[str, Any] = {}
    for name, value in values.items():
        ours, one = known.get(name, (others.get(name, name), Told(name)))
        if ours == STANDS_IN:
            found[ours] = [known[said][0] for said in value]
        else:
            found[ours] = _value(shape, one, value)
    return found


def _value(shape: PortalShape, told: Told, value: Any) -> Any:
    if isinstance(value, list):
        return [_value(shape, told, one) for one in value]
    return _returned(shape, told.inner, value) if isinstance(value, dict) else told.values.inward(value)


_NOTHING = object()


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return _NOTHING
        value = value[step]
    return value
