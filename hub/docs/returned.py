"""What comes back with an event, as JSON Schema: by document type and name."""

from typing import Any

from hub.catalogue import Catalogue, Returned, Route
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


def by_type(catalogue: Catalogue) -> list[JsonSchema]:
    """For each document type for which something comes back: its names with their labels and values."""
    return [_of_type(route) for route in catalogue.routes.values() if route.returned]


def _of_type(route: Route) -> JsonSchema:
    names = {name: _named(source) for name, source in route.returned.items()}
    return {
        "if": {"properties": {"type": {"const": route.document}}},
        "then": {"properties": {"returned": {"title": f"{route.zh} {route.en}", "properties": names}}},
    }


def _named(source: Returned) -> JsonSchema:
    label = " ".join(filter(None, (source.zh, source.en)))
    found = _value(source)
    return {**({"title": label} if label else {}), **({"type": "array", "items": found} if source.repeats else found)}


def _value(source: Returned) -> JsonSchema:
    if source.inner is not None:
        return {"type": "object", "properties": {n: _named(s) for n, s in source.inner.sources.items()}}
    if (codes := source.converter.codes) is not None:
        return coded(codes)
    if source.converter.is_file:
        return {"$ref": "#/$defs/file"}
    return _VALUES.get(source.converter.name, TEXT)
