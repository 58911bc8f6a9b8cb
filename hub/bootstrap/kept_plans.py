"""Replay plans that a home, or its store, keeps."""

from hub.bootstrap.begun_plans import plan_notes
from hub.flow.replay_progress import KeptPlan
from hub.home.place import Home
from hub.operate.kept_plans import kept_plans
from hub.ports import StoreReader


def plans_of(home: Home, store: StoreReader, now: int) -> list[KeptPlan]:
    """Plans that this home or its store keeps, and that can still be gone on with; also those that are done."""
    return kept_plans(store, plan_notes(home), now)
