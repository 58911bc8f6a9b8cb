"""docs/schemas/<document>.json: what a portal may submit, as JSON Schema 2020-12.

The schemas are strict where the hub is tolerant: it strips white space, and takes what is blank as left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hub.catalogue import Catalogue, Route
from hub.docs.conditions import conditional, misplaced
from hub.docs.fields import Field, fields_of
from hub.docs.values import MOMENT, TEXT, name_of, value

JsonSchema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SIGNATURE = {
    "type": "string",
    "pattern": r"^[A-Za-z0-9_-]{1,32768}\.\.[A-Za-z0-9_-]{1,1024}$",
    "description": "the card's signature: a detached JWS over this submission without this field, in RFC 8785 form",
}


def submission(route: Route, catalogue: Catalogue) -> JsonSchema:
    """The schema of one document type."""
    defs: dict[str, JsonSchema] = {}
    root = _envelope(route, catalogue)
    form = route.legs[0].form
    _fill(root, [f for f in fields_of(form.nodes if form else ()) if not _is_known(f)], defs)
    return {
        "$schema": DIALECT,
        "title": f"{route.zh} {route.en}",
        "description": "Leave out what is blank. Texts neither begin nor end with white space.",
        **root,
        "$defs": dict(sorted(defs.items())),
    }


def _envelope(route: Route, catalogue: Catalogue) -> JsonSchema:
    """What every submission carries around its data."""
    parties = (party for party in catalogue.parties.values() if party.role == route.role)
    return _object(
        {
            "type": {"const": route.document},
            "id": {
                "type": "string",
                "pattern": "^[!-~]{1,64}$",
                "description": "the portal's own id: the same id and content again is the same submission",
            },
            "party": {"oneOf": [{"const": p.id, "title": f"{p.zh} {p.en}"} for p in parties]},
            "enterprise": _object({}),
            "submitted_at": dict(MOMENT),
            "signer": _object(
                {"card": _card(route.cards), "name": TEXT, "signature": dict(_SIGNATURE)}, ["card", "name"]
            ),
            "again_of": TEXT | {"description": "the id of the submission that this one is made again of"},
            "data": _object({}),
        },
        ["type", "id", "party", "enterprise", "submitted_at", "signer", "data"],
    )


def _card(cards: Sequence[str]) -> JsonSchema:
    return {"const": cards[0]} if len(cards) == 1 else {"enum": list(cards)}


def _object(properties: JsonSchema, required: Iterable[str] = ()) -> JsonSchema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _is_known(field: Field) -> bool:
    """Whether the envelope says all about it."""
    return len(field.steps) == 1 or field.steps[0] == "signer"


def _fill(root: JsonSchema, fields: list[Field], defs: dict[str, JsonSchema]) -> None:
    """Add the fields of one form, or of one item of a list, to its object."""
    for field in fields:
        parent = reach(root, field.steps[:-1])
        kind = _kind(field, defs)
        known = parent["properties"].setdefault(field.steps[-1], kind)
        if known != kind:
            parent["properties"][field.steps[-1]] = _both(known, kind, "anyOf" if field.conditions else "allOf")
        if field.is_needed and not field.guards and field.steps[-1] not in parent["required"]:
            parent["required"].append(field.steps[-1])
    _need_parents(root)
    for above, rule in (*conditional(fields), *misplaced(fields)):
        reach(root, above).setdefault("allOf", []).append(rule)
    _put_in_order(root)


def reach(root: JsonSchema, steps: Iterable[str]) -> JsonSchema:
    """The object at a path, made on the way where it is new."""
    for step in steps:
        root = root["properties"].setdefault(step, _object({}))
    return root


def _kind(field: Field, defs: dict[str, JsonSchema]) -> JsonSchema:
    """What a field holds, by reference where it has a name."""
    title = {"title": field.node.shape.label} if field.node.shape.label else {}
    if field.is_list:
        limit = {"maxItems": field.node.shape.most} if field.node.shape.most else {}
        return {**title, "type": "array", "minItems": 1, **limit, "items": _items(field, defs)}
    assert field.node.source is not None  # a field that is no list is a leaf
    found, name = value(field.node.shape, field.node.source), name_of(field.node.shape, field.node.source)
    if not name:
        return title | found
    if defs.setdefault(name, found) != found:  # one simple type, two converters
        name = f"{name}-{field.node.source.converter.name}"
        defs[name] = found
    return title | {"$ref": f"#/$defs/{name}"}


def _items(field: Field, defs: dict[str, JsonSchema]) -> JsonSchema:
    if not field.items[0].steps:  # a list of values
        return _kind(field.items[0], defs)
    item = _object({})
    _fill(item, list(field.items), defs)
    return item


def _both(one: JsonSchema, other: JsonSchema, word: str) -> JsonSchema:
    """Of a field that two elements take, each in its way: at different times (`anyOf`) or both at once."""
    kinds = [{k: v for k, v in kind.items() if k != "title"} for kind in (one, other)]
    if kinds[0] == kinds[1] or kinds[1] in one.get(word, ()):
        return one
    title = {"title": one["title"]} if "title" in one else {}
    return title | {word: [*(kinds[0].get(word) or [kinds[0]]), kinds[1]]}


def _need_parents(root: JsonSchema) -> None:
    """An object is needed when something in it is."""
    for name, inner in _objects(root):
        _need_parents(inner)
        if inner["required"] and name not in root["required"]:
            root["required"].append(name)


def _put_in_order(root: JsonSchema) -> None:
    for _, inner in _objects(root):
        _put_in_order(inner)
    required = root.pop("required", ())
    if needed := [name for name in root["properties"] if name in required]:
        root["required"] = needed


def _objects(root: JsonSchema) -> Iterator[tuple[str, JsonSchema]]:
    for name, inner in root["properties"].items():
        if "properties" in inner:
            yield name, inner
