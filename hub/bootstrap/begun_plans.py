"""Half-done replay plans of a home."""

from hub.flow.replay_progress import BegunPlan
from hub.home.place import Home
from hub.operate.begun_plans import PlanNotes, begun_plans
from hub.ports import Store


def plan_notes(home: Home) -> PlanNotes:
    """Where this home's operators keep plans that are not done yet."""
    return PlanNotes(home.plans)


def half_done(home: Home, store: Store, now: int) -> list[BegunPlan]:
    """Plans of this home, and approved ones of its store, that were stopped before their end."""
    return begun_plans(store, plan_notes(home), now)
