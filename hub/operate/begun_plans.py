"""Replay plans that were begun and stopped before their end: which they are, and how each goes on."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shlex import quote

from hub.errors import OperatorError, Rejected
from hub.flow.begun_plan import BegunPlan
from hub.flow.replay_plan import ReplayPlan, read_plan
from hub.flow.replay_progress import progress_of
from hub.flow.stored_plan import stored_plan
from hub.operate.plan_notes import PlanNotes
from hub.ports import StoreReader


def plans_in(notes: PlanNotes) -> Iterator[tuple[ReplayPlan, Path]]:
    """The plans that a home keeps; a file that is no plan is left out."""
    for file in notes.files():
        with suppress(OSError, OperatorError):
            yield read_plan(file.read_bytes()), file


def begun_plans(store: StoreReader, notes: PlanNotes, now: int) -> list[BegunPlan]:
    """Plans that are half done and can still be gone on with: those of this home, and those that two approved."""
    return sorted([*_of_this_home(store, notes, now), *_approved(store, now)], key=lambda one: (one.since, one.plan))


def _of_this_home(store: StoreReader, notes: PlanNotes, now: int) -> Iterator[BegunPlan]:
    for plan, file in plans_in(notes):
        with suppress(OperatorError):  # too old, or of another store: it cannot be gone on with
            plan.refuse_unfit(store.identity(), now)
            acts = store.acts.about([plan.id])
            if acts and (progress := progress_of(store, plan)).is_half:
                command = f"hub replay apply {quote(str(file))} --reason …"
                yield BegunPlan(plan.id, acts[0].at, acts[0].operators[0].label, progress, command)


def _approved(store: StoreReader, now: int) -> Iterator[BegunPlan]:
    for proposal in store.acts.begun(now):
        with suppress(Rejected, OperatorError):  # other bytes, or another release's: it cannot be gone on with
            plan = stored_plan(store, proposal.request, proposal.id, now)
            if (progress := progress_of(store, plan)).is_half:
                command = f"hub approve {proposal.id} --reason …"
                yield BegunPlan(plan.id, proposal.at, proposal.operator.label, progress, command)
