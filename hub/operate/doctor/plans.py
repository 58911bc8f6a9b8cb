"""Looks at replay plans that were begun."""

from collections.abc import Iterator, Sequence

from hub.errors import Code, operator_error
from hub.flow.begun_plan import BegunPlan
from hub.model.moments import moment
from hub.operate.doctor.finding import Finding
from hub.text.bilingual import Bilingual


def look_at_plans(begun: Sequence[BegunPlan]) -> Iterator[Finding]:
    """No plan stands half done: some of its messages are sent again, and others are not."""
    if not begun:
        yield Finding("ok", Bilingual("没有未执行到底的重发计划", "no replay plan is half done"))
    for one in begun:
        at = moment(one.since).isoformat(timespec="seconds").replace("+00:00", "Z")
        facts = {"done": one.progress.done, "total": one.progress.total, "command": one.command}
        yield Finding.of("warning", operator_error(Code.PLAN_HALF_DONE, plan=one.plan, at=at, **facts))
