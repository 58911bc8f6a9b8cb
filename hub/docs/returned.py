"""What comes back with an event, as JSON Schema: by document type and name."""

from collections.abc import Iterable, Sequence
from typing import Any

from hub.catalogue import PortalShape, Returned, Route, Told
from hub.docs.values import MOMENT, coded

JsonSchema = dict[str, Any]
TEXT: JsonSchema = {"type": "string"}
FILE: JsonSchema = {
    "type": "object",
    "description": "a file: its bytes in Base64, how many they are decoded, and their digest",
    "properties": {
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "size": {"type": "integer", "minimum": 1},
        "content": {"type": "string", "contentEncoding": "base64", "pattern": "^[A-Za-z0-9+/]+={0,2}$"},
    },
    "required": ["sha256", "size", "content"],
    "additionalProperties": False,
}
DAY: JsonSchema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_VALUES: dict[str, JsonSchema] = {
    "money": {"type": "string", "pattern": r"^-?(?:0|[1-9][0-9]*)\.[0-9]{2,}$", "description": "yuan"},
    "rate": {"type": "string", "pattern": r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$"},
    "integer": {"type": "string", "pattern": "^[+-]?[0-9]+$"},
    "date": DAY,
    "moment": MOMENT,
    "moment-or-date": {"anyOf": [MOMENT, DAY]},
}
"""By converter; what is not here is a text."""
ITEM: JsonSchema = {"type": "object", "additionalProperties": TEXT}
"""One of a list of objects."""
ANY: JsonSchema = {
    "type": "object",
    "description": "what came back, by names that differ from type to type",
    "additionalProperties": {
        "anyOf": [TEXT, {"type": "array", "items": {"anyOf": [TEXT, ITEM]}}, {"$ref": "#/$defs/file"}]
    },
}
"""Of any type. Events that are told again may have names that no route has any more."""


def file_of(shape: PortalShape) -> JsonSchema:
    """A file that came back, with the portal's names."""
    properties = {shape.names[name]: kind for name, kind in FILE["properties"].items()}
    return {**FILE, "properties": properties, "required": list(properties)}


def by_type(routes: Iterable[Route], shape: PortalShape) -> list[JsonSchema]:
    """For each document type for which something comes back: its names with their labels and values."""
    return [_of_type(route, shape) for route in routes if route.returned]


def _of_type(route: Route, shape: PortalShape) -> JsonSchema:
    told = shape.returned[route.document]
    names = {told[name].theirs: _named(source, told[name]) for name, source in route.returned.items()}
    return {
        "if": _at(shape.event["type"], {"const": shape.types.outward(route.document)}),
        "then": _at(shape.event["returned"], {"title": f"{route.zh} {route.en}", "properties": names}),
    }


def _at(path: Sequence[str], schema: JsonSchema) -> JsonSchema:
    """What holds at a path."""
    for step in reversed(path):
        schema = {"properties": {step: schema}}
    return schema


def _named(source: Returned, told: Told) -> JsonSchema:
    label = " ".join(filter(None, (source.zh, source.en)))
    found = _value(source, told)
    return {**({"title": label} if label else {}), **({"type": "array", "items": found} if source.repeats else found)}


def _value(source: Returned, told: Told) -> JsonSchema:
    if source.inner is not None:
        inner = {told.inner[n].theirs: _named(s, told.inner[n]) for n, s in source.inner.sources.items()}
        return {"type": "object", "properties": inner}
    if (codes := source.converter.codes) is not None:
        return coded(codes, told.values)
    if source.converter.is_file:
        return {"$ref": "#/$defs/file"}
    return _VALUES.get(source.converter.name, TEXT)
