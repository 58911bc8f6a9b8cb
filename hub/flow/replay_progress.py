"""How far a replay plan has come, by the trails of its documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hub.flow.act import Act, detail_of
from hub.flow.begun_plan import Progress
from hub.flow.replay_plan import ReplayPlan
from hub.model import Transition
from hub.ports import StoreReader

PlanState = Literal["waits", "begun", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A plan that a home or the store keeps, how far it is, and what goes on with it."""

    name: str
    """Under which it is found: the proposal's id, or the plan's own."""
    plan: ReplayPlan
    by: str
    """The operator who began or proposed it."""
    since: int
    """When; microseconds since 1970, UTC."""
    state: PlanState
    """waits: for a second operator. done: every entry that is to be sent is done."""
    done: Sequence[bool]
    """Of each entry, in the plan's order."""
    words: tuple[str, ...]
    """What to type behind `hub`; a reason belongs to it. Empty where nothing is left to do."""

    @property
    def progress(self) -> Progress:
        """How far it is."""
        sent = [done for entry, done in zip(self.plan.entries, self.done, strict=True) if entry.send]
        return Progress(sum(sent), len(sent))


def progress_of(store: StoreReader, plan: ReplayPlan) -> Progress:
    """What of a plan the trails show as done under its id; it counts the same whoever stopped it, and how."""
    sent = [done for entry, done in zip(plan.entries, done_of(store, plan), strict=True) if entry.send]
    return Progress(sum(sent), len(sent))


def done_of(store: StoreReader, plan: ReplayPlan) -> list[bool]:
    """Of each entry of a plan, whether the trails show it as done; an entry that is not to be sent never is."""
    documents = sorted({entry.document for entry in plan.entries if entry.send})
    trails: dict[str, list[Transition]] = {}
    with store.transactions.snapshot() as unit:
        for row in unit.transitions(documents):
            trails.setdefault(row.document, []).append(row)
    act = Act(plan.id, "")
    return [entry.send and act.is_in(trails.get(entry.document, ()), detail_of(entry)) for entry in plan.entries]
