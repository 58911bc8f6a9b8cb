"""What verbs print with `--json`, held against the schemas that are published for it."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas" / "cli"
GROUPS = {"attention": "list", "quarantine": "list", "replay": "document", "keys": "", "audit": ""}
"""Verbs that have verbs of their own, and which of them is meant where none is named."""


def check_printed(words: Sequence[str], printed: str) -> None:
    """Assert that each value printed is as the schema of its verb says, and has no name that the schema does not."""
    if "--message" in words or "--raw" in words:
        return  # a message's own text or bytes
    validator = _validator(verb_of(words))
    for value in values_of(printed):
        faults = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
        assert faults == [], (words, value, faults)


def values_of(printed: str) -> list[Any]:
    """One value, which may be of several lines, or one a line."""
    try:
        return [json.loads(printed)] if printed else []
    except ValueError:
        return [json.loads(line) for line in printed.splitlines()]


def verb_of(words: Sequence[str]) -> str:
    """The name of the schema of the verb that these words call."""
    verb, *more = words
    if verb not in GROUPS:
        return verb
    if more and (SCHEMAS / f"{verb}-{more[0]}.json").exists():
        return f"{verb}-{more[0]}"
    return f"{verb}-{GROUPS[verb]}"


@cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    return Draft202012Validator(closed(schema), format_checker=FormatChecker())


def closed(schema: Any) -> Any:
    """The same schema, which admits only what it names: readers bear with new names, but none is new here."""
    if isinstance(schema, list):
        return [closed(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if "properties" in schema else {}
    return {**more, **{name: closed(inner) for name, inner in schema.items()}}
