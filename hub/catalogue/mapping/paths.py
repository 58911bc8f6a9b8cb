"""Dotted paths in a form, and the values there.

A route's paths are words joined by dots. A sender's names are never joined to be looked up: a name may hold a dot.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

NAME_LIMIT = 100
"""Characters of a sender's field name that are repeated to it."""
_WORD = re.compile(r"[^\s.\[\]\"/]+")


def is_blank(value: Any) -> bool:
    """True for what a form leaves empty: nothing, or a text of white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def word_of(value: Any) -> Any:
    """A value as conditions and tables of codes write it: what is true or false is the word for it."""
    return ("true" if value else "false") if isinstance(value, bool) else value


def steps_of_path(path: str) -> tuple[str, ...]:
    """A route's path as the names on its way."""
    return tuple(path.split("."))


def lookup(form: Any, path: str) -> Any:
    """The value at a route's path, or None."""
    return follow(form, path.split("."))


def follow(form: Any, steps: Iterable[str]) -> Any:
    """The value that is some steps down in JSON objects, or None."""
    for step in steps:
        if not isinstance(form, dict):
            return None
        form = form.get(step)
    return form


def every(value: Any, steps: Sequence[str]) -> Iterator[Any]:
    """Each value that is some steps down, in whichever item of a list, in order."""
    if isinstance(value, list):
        for item in value:
            yield from every(item, steps)
    elif not steps:
        yield from () if value is None else (value,)
    elif isinstance(value, dict):
        yield from every(value.get(steps[0]), steps[1:])


def field_path(prefix: str, path: str) -> str:
    """A path in the form as its sender knows it: below the item that it begins at, if any."""
    if path == ".":
        return prefix
    return f"{prefix}.{path}" if prefix else path


def below(path: str, name: str) -> str:
    """A field's path as its sender is told it; a name that could be taken for a path is quoted, in brackets."""
    shown = name[:NAME_LIMIT]
    if not _WORD.fullmatch(shown):
        return f"{path}[{json.dumps(shown, ensure_ascii=False)}]"
    return f"{path}.{shown}" if path else shown
