"""docs/schemas/event-*.json: what a portal is told, as JSON Schema 2020-12 of CloudEvents 1.0 in JSON."""

from typing import Any

from hub.catalogue import Catalogue
from hub.docs.returned import ANY, FILE, by_type
from hub.docs.submissions import DIALECT
from hub.effects.render_event import REFUSAL_TYPE, STATUS_TYPE
from hub.model import QUARANTINED

JsonSchema = dict[str, Any]
TEXT: JsonSchema = {"type": "string", "minLength": 1}
MAYBE: JsonSchema = {"type": ["string", "null"], "minLength": 1}
MOMENT: JsonSchema = {"type": "string", "format": "date-time", "pattern": "Z$"}
DIGEST: JsonSchema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
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


def status_event(catalogue: Catalogue) -> JsonSchema:
    """One change of a document's status."""
    more = {"sequence": {"type": "string", "pattern": "^[0-9]{6,}$"}}
    event = _event("A document's status has changed", STATUS_TYPE, _status_data(catalogue), more)
    event["properties"]["data"]["properties"] |= _advice() | _maker()
    event["properties"]["data"]["allOf"] = by_type(catalogue)
    return event | {"$defs": {"file": FILE}}


def _status_data(catalogue: Catalogue) -> JsonSchema:
    """The fields of an event's data that every event has."""
    statuses = [{"const": s.code, "title": f"{s.zh} {s.en}"} for s in catalogue.statuses.values()]
    return {
        "record": {
            "type": ["string", "null"],
            "pattern": "^[0-9]{20}$",
            "description": "记录编号, by which people know the document; null of what was refused at the door (H001)",
        },
        "document": TEXT | {"description": "the hub's own id"},
        "type": TEXT | {"description": "the document type; “unknown” of a submission that names none the hub knows"},
        "submission": MAYBE | {"description": "the portal's own id; null of what a party or the hub brought about"},
        "submitted_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "pattern": "Z$",
            "description": "申请时间, the submission's own time; null of what no portal submitted",
        },
        "party": {"type": "string"},
        "enterprise": {"type": "string", "description": "its USCC"},
        "sequence": {
            "type": "integer",
            "minimum": 1,
            "description": "grows with each change of the document; a gap is something that moved nothing",
        },
        "status": {"oneOf": statuses},
        **_labelled(),
        "track": {
            "enum": ["main", *_tracks(catalogue)],
            "description": "which side of the document the status is on; only “main” is where the document stands",
        },
        "final": {"type": "boolean", "description": "true when no receipt moves it any more"},
        "at": MOMENT,
        "reason": {
            "type": "array",
            "items": TEXT,
            "description": "what the party said in words with its decision (原因、备注), each text once",
        },
        "returned": ANY,
        "faults": {"type": "array", "items": FAULT},
    }


def _advice() -> JsonSchema:
    said = "only of a refused submission (H001): what its portal can do"
    return {f"advice_{language}": TEXT | {"description": said} for language in ("zh", "en")}


def _maker() -> JsonSchema:
    said = "only of what the hub made itself: the hub's id of the document from which it follows, as of a policy"
    return {"follows_from": TEXT | {"description": said}}


def _tracks(catalogue: Catalogue) -> list[str]:
    routes = catalogue.routes.values()
    of_figures = {route.figures.ends.track for route in routes if route.figures and route.figures.ends}
    return sorted(of_figures | {track.name for route in routes for track in route.tracks})


def refusal_event(catalogue: Catalogue) -> JsonSchema:
    """A delivery that became no document."""
    status = catalogue.statuses[QUARANTINED]
    data = {
        "document": MAYBE | {"description": "the document that it contradicts, where there is one"},
        "submission": MAYBE | {"description": "the portal's own id, where it could be read"},
        "sha256": DIGEST | {"description": "of the bytes as they came"},
        "status": {"const": QUARANTINED, "title": f"{status.zh} {status.en}"},
        **_labelled(),
        "final": {"const": True},
        "at": MOMENT,
        "faults": {"type": "array", "items": FAULT, "minItems": 1},
    }
    return _event("A delivery could not be used", REFUSAL_TYPE, data, {})


def _labelled() -> JsonSchema:
    row, column = "as the row of a trail says it (状态描述)", "as the column of a list says it (状态)"
    return {
        **{f"label_{language}": TEXT | {"description": row} for language in ("zh", "en")},
        **{f"list_label_{language}": TEXT | {"description": column} for language in ("zh", "en")},
    }


def _event(title: str, type_: str, data: JsonSchema, more: JsonSchema) -> JsonSchema:
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
        "data": _all_of(data),
    }
    return {"$schema": DIALECT, "title": title, **_all_of(attributes)}


def _all_of(properties: JsonSchema) -> JsonSchema:
    return {"type": "object", "properties": properties, "required": list(properties)}
