"""Timers: what happens when a time has come."""

from dataclasses import dataclass
from typing import Literal

EndKind = Literal["end", "figures", "track"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """One event that a document waits for. The deadline line acts when the timer is due."""

    document: str
    kind: Literal["answer"] | EndKind
    """answer: a deadline for an answer. end: the document expires. figures: the period of its figures ends.

    track: the last day of a track is over."""
    due: int
    """Microseconds since 1970, UTC."""
    tries: int
    """How often the unanswered message was sent again."""
