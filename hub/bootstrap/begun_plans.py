"""Replay plans that were stopped before their end."""

from hub.flow.begun_plan import BegunPlan
from hub.home.place import Home
from hub.operate.plan_notes import PlanNotes
from hub.ports import StoreReader


def plan_notes(home: Home) -> PlanNotes:
    """Where this home's operators keep plans that are not done yet."""
    return PlanNotes(home.plans)


def half_done(home: Home, store: StoreReader, now: int) -> list[BegunPlan]:
    """Plans of this home, and approved ones of its store, that were stopped before their end."""
    notes = plan_notes(home)
    if not (notes.files() or store.acts.begun(now)):
        return []
    from hub.operate.begun_plans import begun_plans  # noqa: PLC0415 - what reads plans is slow to load; as a rule none is begun

    return begun_plans(store, notes, now)
