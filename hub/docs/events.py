"""docs/schemas/event-*.json: what a portal is told, as JSON Schema 2020-12 of CloudEvents 1.0 in JSON."""

from typing import Any

from hub.catalogue import Catalogue, Portal, PortalShape, tracks_of
from hub.docs.returned import ANY, by_type, file_of
from hub.docs.submissions import DIALECT
from hub.effects.render_event import REFUSAL_TYPE, STATUS_TYPE
from hub.model import MAIN, QUARANTINED
from hub.model.trace import TRACEPARENT

JsonSchema = dict[str, Any]
TEXT: JsonSchema = {"type": "string", "minLength": 1}
MAYBE: JsonSchema = {"type": ["string", "null"], "minLength": 1}
MOMENT: JsonSchema = {"type": "string", "format": "date-time", "pattern": "Z$"}
DIGEST: JsonSchema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
TRACE: JsonSchema = {
    "type": "string",
    "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
    "description": "only where the submission came with a traceparent (W3C Trace Context): the same",
}
FAULT: JsonSchema = {
    "type": "object",
    "properties": {
        "field": {"type": "string", "description": "in the portal's own names; empty when the whole is meant"},
        "code": {"type": "string", "pattern": "^HUB-[0-9]{3}$", "description": "docs/errors.md lists them"},
        "zh": TEXT,
        "en": TEXT,
    },
    "required": ["field", "code", "zh", "en"],
}


def status_event(catalogue: Catalogue, portal: Portal | None = None) -> JsonSchema:
    """One change of a document's status, in the hub's shape or in that of a portal."""
    shape = catalogue.plain if portal is None or portal.shape is None else portal.shape
    told = [r for r in catalogue.routes.values() if portal is None or portal.id in catalogue.carriers(r.document)]
    more = {"sequence": {"type": "string", "pattern": "^[0-9]{6,}$"}}
    event = _event("A document's status has changed", STATUS_TYPE, _status_data(catalogue, shape), more, shape)
    for name, kind in (_advice() | _maker()).items():
        *above, last = shape.event[name]
        found = event["properties"]["data"]
        for step in above:
            found = found["properties"].setdefault(step, {"type": "object", "properties": {}})
        found["properties"][last] = kind
    event["properties"]["data"]["allOf"] = by_type(told, shape)
    event["properties"][TRACEPARENT] = TRACE
    return event | {"$defs": {"file": file_of(shape)}}


def _status_data(catalogue: Catalogue, shape: PortalShape) -> JsonSchema:
    """The fields of an event's data that every event has, by the hub's names."""
    outward = shape.statuses.outward
    statuses = [{"const": outward(s.code), "title": f"{s.zh} {s.en}"} for s in catalogue.statuses.values()]
    tracks = [MAIN, *tracks_of(catalogue.routes.values())]
    return {
        **_told_of(),
        "sequence": {
            "type": "integer",
            "minimum": 1,
            "description": "grows with each change of the document; a gap is something that moved nothing",
        },
        "status": {"oneOf": statuses},
        **_labelled(),
        "track": {
            "enum": [shape.tracks.outward(track) for track in tracks],
            "description": f"which side of the document the status is on; only “{shape.tracks.outward(MAIN)}” is where "
            "the document stands",
        },
        "final": {"type": "boolean", "description": "true when no receipt moves it any more"},
        "at": MOMENT,
        "reason": {
            "type": "array",
            "items": TEXT,
            "description": "what the party said in words with its decision (原因、备注), each text once",
        },
        "returned": ANY,
        "faults": {"type": "array", "items": _fault(shape)},
    }


def _told_of() -> JsonSchema:
    """The fields that say which document an event tells of."""
    return {
        "record": {
            "type": ["string", "null"],
            "pattern": "^[0-9]{20}$",
            "description": "记录编号, by which people know the document; null of what was refused at the door (H001)",
        },
        "document": TEXT | {"description": "the hub's own id"},
        "type": TEXT
        | {
            "description": "the document type; of a refused submission with an unknown type what its portal wrote, at "
            "most 64 characters, or “unknown” where it wrote none"
        },
        "submission": MAYBE | {"description": "the portal's own id; null of what a party or the hub brought about"},
        "submitted_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "pattern": "Z$",
            "description": "申请时间, the submission's own time; null of what no portal submitted",
        },
        "party": {"type": "string"},
        "enterprise": {"type": "string", "description": "its USCC"},
    }


def _advice() -> JsonSchema:
    said = "only of a refused submission (H001): what its portal can do"
    return {f"advice_{language}": TEXT | {"description": said} for language in ("zh", "en")}


def _maker() -> JsonSchema:
    said = "only of what the hub made itself: the hub's id of the document from which it follows, as of a policy"
    return {"follows_from": TEXT | {"description": said}}


def _fault(shape: PortalShape) -> JsonSchema:
    properties = {shape.names[name]: kind for name, kind in FAULT["properties"].items()}
    return {**FAULT, "properties": properties, "required": list(properties)}


def refusal_event(catalogue: Catalogue, portal: Portal | None = None) -> JsonSchema:
    """A delivery that became no document, in the hub's shape or in that of a portal."""
    shape = catalogue.plain if portal is None or portal.shape is None else portal.shape
    status = catalogue.statuses[QUARANTINED]
    data = {
        "document": MAYBE | {"description": "the document that it contradicts, where there is one"},
        "submission": MAYBE | {"description": "the portal's own id, where it could be read"},
        "sha256": DIGEST | {"description": "of the bytes as they came"},
        "status": {"const": shape.statuses.outward(QUARANTINED), "title": f"{status.zh} {status.en}"},
        **_labelled(),
        "final": {"const": True},
        "at": MOMENT,
        "faults": {"type": "array", "items": _fault(shape), "minItems": 1},
    }
    return _event("A delivery could not be used", REFUSAL_TYPE, data, {}, shape)


def _labelled() -> JsonSchema:
    row, column = "as the row of a trail says it (状态描述)", "as the column of a list says it (状态)"
    return {
        **{f"label_{language}": TEXT | {"description": row} for language in ("zh", "en")},
        **{f"list_label_{language}": TEXT | {"description": column} for language in ("zh", "en")},
    }


def _event(title: str, type_: str, data: JsonSchema, more: JsonSchema, shape: PortalShape) -> JsonSchema:
    """CloudEvents may grow extensions, and a reader must bear with new names in `data`."""
    attributes = {
        "specversion": {"const": "1.0"},
        "id": TEXT | {"description": "with `source` it names the event: told twice, it is the same event"},
        "source": {"type": "string", "pattern": "^/hubs/"},
        "type": {"const": type_},
        "subject": TEXT,
        "time": MOMENT,
        "datacontenttype": {"const": "application/json"},
        **more,
        "data": _placed(data, shape),
    }
    return {"$schema": DIALECT, "title": title, **_all_of(attributes)}


def _placed(data: JsonSchema, shape: PortalShape) -> JsonSchema:
    """The fields of an event's data where the portal has them; each is always there."""
    root = _all_of({})
    for name, kind in data.items():
        found = root
        *above, last = shape.event[name]
        for step in above:
            found["required"] += [step] if step not in found["properties"] else []
            found = found["properties"].setdefault(step, _all_of({}))
        found["properties"][last] = kind
        found["required"].append(last)
    return root


def _all_of(properties: JsonSchema) -> JsonSchema:
    return {"type": "object", "properties": properties, "required": list(properties)}
