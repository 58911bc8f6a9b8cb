"""Replay plans that are kept somewhere: by the home that began them, or in the store with an operator's proposal."""

from collections.abc import Iterator
from contextlib import suppress
from shlex import quote

from hub.errors import OperatorError, Rejected
from hub.flow.replay_plan import ReplayPlan
from hub.flow.replay_progress import KeptPlan, PlanState, done_of
from hub.flow.stored_plan import stored_plan
from hub.model import Proposal
from hub.operate.begun_plans import plans_in
from hub.operate.plan_notes import PlanNotes
from hub.ports import StoreReader


def kept_plans(store: StoreReader, notes: PlanNotes, now: int) -> list[KeptPlan]:
    """All of them, the newest first; what nobody can go on with is left out, as a plan that is too old."""
    found = [*_of_this_home(store, notes, now), *_proposed(store, now), *_approved(store, now)]
    return sorted(found, key=lambda one: (-one.since, one.name))


def _of_this_home(store: StoreReader, notes: PlanNotes, now: int) -> Iterator[KeptPlan]:
    for plan, file in plans_in(notes):
        with suppress(OperatorError):  # too old, or of another store
            plan.refuse_unfit(store.identity(), now)
            for act in store.acts.about([plan.id])[:1]:
                who = (plan.id, act.operators[0].label, act.at)
                yield _told(store, plan, who, ("replay", "apply", quote(str(file))))


def _proposed(store: StoreReader, now: int) -> Iterator[KeptPlan]:
    for proposal in store.acts.waiting(now):
        if proposal.request.verb == "replay":
            yield from _of_proposal(store, proposal, now, waits=True)


def _approved(store: StoreReader, now: int) -> Iterator[KeptPlan]:
    for proposal in store.acts.begun(now):
        yield from _of_proposal(store, proposal, now, waits=False)


def _of_proposal(store: StoreReader, proposal: Proposal, now: int, *, waits: bool) -> Iterator[KeptPlan]:
    with suppress(Rejected, OperatorError):  # other bytes, or another release's
        plan = stored_plan(store, proposal.request, proposal.id, now)
        who = (proposal.id, proposal.operator.label, proposal.at)
        yield _told(store, plan, who, ("approve", proposal.id), waits=waits)


def _told(
    store: StoreReader, plan: ReplayPlan, who: tuple[str, str, int], words: tuple[str, ...], *, waits: bool = False
) -> KeptPlan:
    name, by, since = who
    done = done_of(store, plan)
    left = any(entry.send and not is_done for entry, is_done in zip(plan.entries, done, strict=True))
    state: PlanState = "waits" if waits else "begun" if left else "done"
    return KeptPlan(
        name=name, plan=plan, by=by, since=since, state=state, done=done, words=words if left or waits else ()
    )
