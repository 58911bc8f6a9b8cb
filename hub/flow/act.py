"""An operator's act on a plan: how trails record it, and how each entry of the plan came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hub.flow.acting import Acting
from hub.flow.replay_plan import AnyEntry, SendAgain, TellAgain
from hub.model import Books, Cause, Fault, Transition, digest
from hub.ports import Unit

REPLAYED: Final = "replayed"
NOTIFIED_AGAIN: Final = "told-again"


@dataclass(frozen=True)
class Act:
    """An operator's act, as trails record it."""

    id: str
    """The plan's id."""
    reason: str
    acting: Acting | None = None
    """Who acts; None: no operator of a home, such as a test."""

    def record(self, unit: Unit, books: Books, document: str) -> None:
        """Record who acts on a locked document. Raises Rejected as `Acting` does."""
        if self.acting is not None:
            self.acting.refuse_moved(unit, document)
            self.acting.record(unit, books)

    def cause(self) -> Cause:
        return Cause("operator", self.id, digest(self.reason.encode()))

    def is_in(self, trail: Sequence[Transition], detail: Mapping[str, str]) -> bool:
        """Whether a trail shows that this act has done this already."""
        rows = (t for t in trail if t.cause.kind == "operator" and t.cause.ref == self.id)
        return any(detail.items() <= t.detail.items() for t in rows)


@dataclass(frozen=True)
class Done:
    """The result for one entry of a plan."""

    entry: AnyEntry
    outcome: Literal["promised", "done before", "left out", "refused"]
    """promised: written to the outbox and the trail. done before: by the same plan. left out: as the plan says."""
    why: Fault | None = None


def detail_of(entry: AnyEntry) -> dict[str, str]:
    """What the row of a trail says of an entry that is done; by it a plan that is applied again repeats nothing."""
    if isinstance(entry, SendAgain):
        return {"observed": REPLAYED, "message": entry.message}
    if isinstance(entry, TellAgain):
        return {"observed": NOTIFIED_AGAIN, "to": entry.to}
    return {"round": str(entry.round + 1)}
