"""The outcomes of sending again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hub.views.view import ABSENT, Absent, ErrorCode

Outcome = Literal["promised", "done before", "left out", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedView:
    """One entry of a plan that was applied."""

    plan: str
    does: Literal["send again", "event again", "new round"]
    document: str
    message: str | Absent = ABSENT
    """Of `send again`."""
    events: Sequence[int] | Absent = ABSENT
    """Of `event again`: sequence numbers of transitions."""
    round: int | Absent = ABSENT
    """Of `new round`: the round that begins."""
    to: str
    """The party or portal."""
    outcome: Outcome
    code: ErrorCode | None
    """Why it was not done. Null where it was done."""
    zh: str | Absent = ABSENT
    en: str | Absent = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedView:
    """How many entries of a plan had which outcome: the last line of `hub replay apply`."""

    plan: str
    promised: int
    done_before: int
    left_out: int
    refused: int
    whole: bool
    """False where the plan was stopped before its end."""
