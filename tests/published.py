"""The published JSON Schemas, and what does not fit them: every event that a test reads is held to them."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

SCHEMAS = Path(__file__).resolve().parent.parent / "docs" / "schemas"
EVENTS = {"single-window-hub.status.v1": "event-status", "single-window-hub.refusal.v1": "event-refusal"}
"""Name of the schema by type of event."""


def _fits(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """Python's `$` would let a line break pass."""
    if isinstance(value, str) and not re.search(re.sub(r"(?<!\\)\$", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern}")


def _is_number(_: Any, value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_moment(value: object) -> bool:
    """Raises ValueError for a text that is none."""
    return not isinstance(value, str) or bool(datetime.fromisoformat(value))


FORMATS = FormatChecker(["date"])
FORMATS.checks("date-time", ValueError)(_is_moment)
TYPES = Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number)
Validator = extend(Draft202012Validator, {"pattern": _fits}, type_checker=TYPES)  # type: ignore[no-untyped-call]  # the stubs'
"""JSON Schema by its specification: ECMA's `$`, exact numbers, formats asserted."""


@cache
def published(name: str) -> Any:
    """The validator of one published schema."""
    text = (SCHEMAS / f"{name}.json").read_text("utf-8")
    return Validator(json.loads(text, parse_float=Decimal), format_checker=FORMATS)


def faults_of(name: str, value: Any) -> list[str]:
    """What in a value does not fit a published schema, each with its place."""
    return [f"{error.json_path}: {error.message[:200]}" for error in published(name).iter_errors(value)]


def faults_of_event(event: dict[str, Any]) -> list[str]:
    """What in an event does not fit the published schema of its type."""
    return [f"{event['id']} {event['data']['status']} {fault}" for fault in faults_of(EVENTS[event["type"]], event)]


def faults_as_told(portal: str, event: dict[str, Any]) -> list[str]:
    """What in an event of a portal with a shape of its own does not fit that portal's published schema."""
    if not (SCHEMAS / "portals" / portal).is_dir():
        return []
    return [
        f"{portal} {event['id']} {fault}" for fault in faults_of(f"portals/{portal}/{EVENTS[event['type']]}", event)
    ]
