"""How far a replay plan has come, by the trails of its documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.flow.act import Act, detail_of
from hub.flow.replay_plan import AnyEntry, ReplayPlan
from hub.model import Transition
from hub.ports import Store


@dataclass(frozen=True, slots=True)
class Progress:
    """How many entries of a plan are done."""

    done: int
    total: int
    """Entries that are to be sent."""

    @property
    def is_half(self) -> bool:
        """Whether it was begun and has not come to its end."""
        return 0 < self.done < self.total


@dataclass(frozen=True, slots=True)
class BegunPlan:
    """A plan of which a part is done."""

    plan: str
    since: int
    """When it was begun, or proposed to a second operator; microseconds since 1970, UTC."""
    by: str
    """The operator who began it."""
    progress: Progress
    command: str
    """Goes on with it."""


def progress_of(store: Store, plan: ReplayPlan) -> Progress:
    """What of a plan the trails show as done under its id; it counts the same whoever stopped it, and how."""
    sending = [entry for entry in plan.entries if entry.send]
    trails: dict[str, list[Transition]] = {}
    with store.transactions.snapshot() as unit:
        for row in unit.transitions(sorted({entry.document for entry in sending})):
            trails.setdefault(row.document, []).append(row)
    return Progress(_done(sending, trails, Act(plan.id, "")), len(sending))


def _done(sending: Sequence[AnyEntry], trails: Mapping[str, Sequence[Transition]], act: Act) -> int:
    return sum(act.is_in(trails.get(entry.document, ()), detail_of(entry)) for entry in sending)
