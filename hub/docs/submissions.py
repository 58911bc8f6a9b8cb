"""docs/schemas/<document>.json: what a portal may submit, as JSON Schema 2020-12.

The schemas are strict where the hub is tolerant: it strips white space, and takes what is blank as left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hub.catalogue import Catalogue, Portal, PortalShape, Route
from hub.docs.conditions import conditional, misplaced
from hub.docs.fields import Field, fields_of
from hub.docs.shaped import in_shape
from hub.docs.values import MOMENT, TEXT, name_of, value, written

JsonSchema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SIGNATURE = {
    "type": "string",
    "pattern": r"^[A-Za-z0-9_-]{1,32768}\.\.[A-Za-z0-9_-]{1,1024}$",
    "description": "the card's signature: a detached JWS over this submission without this field, in RFC 8785 form",
}


def submission(route: Route, catalogue: Catalogue, portal: Portal | None = None) -> JsonSchema:
    """The schema of one document type, in the hub's shape or in that of a portal."""
    shape = catalogue.plain if portal is None or portal.shape is None else portal.shape
    defs: dict[str, JsonSchema] = {}
    root = _envelope(route, catalogue, shape)
    form = route.legs[0].form
    fields = [f for f in fields_of(form.nodes if form else ()) if not _is_known(f)]
    _fill(root, [in_shape(f, shape, shape.forms[route.document]) for f in fields], defs)
    whose = f" As {portal.en} writes it." if portal is not None else ""
    return {
        "$schema": DIALECT,
        "title": f"{route.zh} {route.en}",
        "description": f"Leave out what is blank. Texts neither begin nor end with white space.{whose}",
        **root,
        "$defs": dict(sorted(defs.items())),
    }


def _envelope(route: Route, catalogue: Catalogue, shape: PortalShape) -> JsonSchema:
    """What every submission carries around its data."""
    root, theirs = _object({}), shape.forms[route.document].theirs
    for ours, kind, is_needed in _parts(route, catalogue, shape):
        *above, name = theirs[tuple(ours.split("."))]
        parent = reach(root, above)
        parent["properties"].setdefault(name, kind)
        parent["required"] += [name] if is_needed else []
    return root


def _parts(route: Route, catalogue: Catalogue, shape: PortalShape) -> Iterator[tuple[str, JsonSchema, bool]]:
    """By our path: what is there, and whether it must be."""
    parties = (party for party in catalogue.parties.values() if party.role == route.role)
    yield "type", {"const": shape.types.outward(route.document)}, True
    name = "the portal's own id: the same id and content again is the same submission"
    yield "id", {"type": "string", "pattern": "^[!-~]{1,64}$", "description": name}, True
    told = [{"const": shape.parties.outward(p.id), "title": f"{p.zh} {p.en}"} for p in parties]
    yield "party", {"oneOf": told}, True
    yield "enterprise", _object({}), True
    yield "submitted_at", dict(MOMENT), True
    yield "signer.card", _card([shape.cards.outward(card) for card in route.cards]), True
    yield "signer.name", TEXT, True
    yield "signer.signature", dict(_SIGNATURE), False
    yield "again_of", TEXT | {"description": "the id of the submission that this one is made again of"}, False
    yield "data", _object({}), True


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
    shape, source = field.node.shape, field.node.source
    found, name = written(value(shape, source), source, field.values), name_of(shape, source)
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
