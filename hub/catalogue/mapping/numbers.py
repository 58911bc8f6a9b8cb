"""Business numbers of several parts: `guarantee_number+serial` is one number."""

from typing import Any

from hub.catalogue.mapping.paths import lookup

PLUS = "+"


def parts_of(path: str) -> tuple[str, ...]:
    """The names or paths that a number is made of; one, where it has one part."""
    return tuple(path.split(PLUS))


def number_at(values: Any, path: str) -> str | None:
    """The number at a path: its parts with spaces between, which no part has. None if the first part is missing.

    Another part that is missing counts as empty: an empty 序号 is one of its own.
    """
    first, *others = (lookup(values, part) for part in parts_of(path))
    if not isinstance(first, str) or not first.strip():
        return first if isinstance(first, str) and not others else None
    return " ".join([first.strip(), *(one.strip() if isinstance(one, str) else "" for one in others)]).rstrip()
