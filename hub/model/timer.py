"""What is to happen when a time has come."""

from dataclasses import dataclass
from typing import Literal

EndKind = Literal["end", "figures"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """One thing that a document waits for; the clock acts when its time has come."""

    document: str
    kind: Literal["answer"] | EndKind
    """An answer that is awaited, or the end of what the document stands for or of what its figures are about."""
    due: int
    """Microseconds since 1970, UTC."""
    tries: int
    """How often the message that waits for its answer was sent again."""
