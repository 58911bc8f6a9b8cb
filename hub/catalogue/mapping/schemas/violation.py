"""Violations of a schema, in words that belong to no library."""

from dataclasses import dataclass
from typing import Literal

Trouble = Literal["missing", "unexpected", "misplaced", "type", "form", "length", "codes", "range", "other"]


@dataclass(frozen=True)
class Violation:
    """One violation: the element's path below the root, with its number, counted from 0, when it repeats."""

    path: tuple[str, ...]
    index: int
    trouble: Trouble
