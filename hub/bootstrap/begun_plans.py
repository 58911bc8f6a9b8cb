"""Replay plans that a home, or its store, keeps."""

from hub.flow.begun_plan import BegunPlan
from hub.flow.replay_progress import KeptPlan
from hub.home.place import Home
from hub.operate.begun_plans import PlanNotes, begun_plans
from hub.operate.kept_plans import kept_plans
from hub.ports import StoreReader


def plan_notes(home: Home) -> PlanNotes:
    """Where this home's operators keep plans that are not done yet."""
    return PlanNotes(home.plans)


def half_done(home: Home, store: StoreReader, now: int) -> list[BegunPlan]:
    """Plans of this home, and approved ones of its store, that were stopped before their end."""
    return begun_plans(store, plan_notes(home), now)


def plans_of(home: Home, store: StoreReader, now: int) -> list[KeptPlan]:
    """Plans that this home or its store keeps, and that can still be gone on with; also those that are done."""
    return kept_plans(store, plan_notes(home), now)
