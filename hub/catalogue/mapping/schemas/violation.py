"""What a schema does not admit in a message, in words that no library owns."""

from dataclasses import dataclass
from typing import Literal

Trouble = Literal["missing", "unexpected", "misplaced", "type", "form", "length", "codes", "range", "other"]


@dataclass(frozen=True)
class Violation:
    """One thing a schema does not admit: the element's path below the root, counted from 0 where it repeats."""

    path: tuple[str, ...]
    index: int
    trouble: Trouble
