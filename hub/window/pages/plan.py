"""*Plan*: replay plans that the home or the store keeps, and one of them entry by entry."""

from typing import Any, Final

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.kept_plans import plans_of
from hub.bootstrap.reader import Reader
from hub.errors import Code, operator_error
from hub.flow.replay_progress import KeptPlan
from hub.text.bilingual import Bilingual
from hub.views.plans import view_entries, view_plan
from hub.window.asked import Asked
from hub.window.commands import command
from hub.window.page import Page, Painted

TITLE: Final = Bilingual("重发计划", "Plans")
MOST: Final = 500
"""Entries that are shown of a plan."""


def show(asked: Asked, reader: Reader) -> Painted:
    """All plans; with `name` the entries of one."""
    now = SystemClock().now()
    plans = plans_of(reader.home, reader.store, now)
    if name := asked.value("name"):
        if (one := next((plan for plan in plans if plan.name == name), None)) is None:
            raise operator_error(Code.NOT_FOUND, value=name)
        return _one(one, reader)
    values = {
        "title": TITLE,
        "now": now,
        "plans": [view_plan(plan) for plan in plans],
        "making": command(reader, "replay", "plan", after="--party … --since … > plan.json"),
        "applying": command(reader, "replay", "apply", "plan.json", after="--reason …"),
    }
    return Painted("plans.html", values)


def _one(plan: KeptPlan, reader: Reader) -> Painted:
    entries = view_entries(plan)
    values: dict[str, Any] = {
        "title": plan.plan.id,
        "plan": view_plan(plan),
        "filters": plan.plan.filters,
        "made_at": plan.plan.made_at,
        "entries": entries[:MOST],
        "beyond": max(len(entries) - MOST, 0),
        "next": command(reader, *plan.words, after="--reason …") if plan.words else "",
    }
    return Painted("plan.html", values)


PAGE: Final = Page("plan", TITLE, show)
