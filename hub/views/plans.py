"""Replay plans as people see them: what each would send, to whom, and what of it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.errors import Code
from hub.flow.replay_plan import AnyEntry, DeclareAgain, SendAgain
from hub.flow.replay_progress import KeptPlan, PlanState
from hub.text.bilingual import Bilingual
from hub.views.view import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedView:
    """One entry of a plan."""

    what: Bilingual
    """What is sent: a message, events, or the message of a new round."""
    to: str
    type: str
    document: str
    status: str
    """The document's status when the plan was made."""
    is_sent: bool
    """Whether the plan sends it, as it was made or edited."""
    is_done: bool
    is_payment: bool
    is_forced: bool
    """Whether it is sent although its party may carry it out twice."""
    why_not: Bilingual | None
    """Why it must not be sent, as of the time of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan that is kept in the home or in the store."""

    name: str
    plan: str
    """The plan's own id, which trails show."""
    state: PlanState
    by: str
    since: Moment
    done: int
    total: int
    """How many entries are done, and how many are to be sent."""
    left_out: int
    """Entries that are not to be sent."""
    receivers: Sequence[str]
    """To whom it sends."""
    words: Sequence[str]
    """What to type behind `hub`; a reason belongs to it. Empty where nothing is left to do."""


def view_plan(one: KeptPlan) -> PlanView:
    """The view of a plan, without its entries."""
    progress = one.progress
    return PlanView(
        name=one.name,
        plan=one.plan.id,
        state=one.state,
        by=one.by,
        since=Moment(one.since),
        done=progress.done,
        total=progress.total,
        left_out=len(one.plan.entries) - progress.total,
        receivers=sorted({entry.to for entry in one.plan.entries if entry.send}),
        words=one.words,
    )


def view_entries(one: KeptPlan) -> list[PlannedView]:
    """What a plan sends and leaves out, in its order."""
    return [_entry(entry, is_done=done) for entry, done in zip(one.plan.entries, one.done, strict=True)]


def _entry(entry: AnyEntry, *, is_done: bool) -> PlannedView:
    code = Code.of(getattr(entry, "why_not", ""))
    return PlannedView(
        what=what_of(entry),
        to=entry.to,
        type=entry.type,
        document=entry.document,
        status=entry.status,
        is_sent=entry.send,
        is_done=is_done,
        is_payment=isinstance(entry, SendAgain) and entry.payment,
        is_forced=isinstance(entry, SendAgain) and entry.although_not_deduplicated,
        why_not=code.filled({}).about(code) if code else None,
    )


def what_of(entry: AnyEntry) -> Bilingual:
    """What an entry sends."""
    if isinstance(entry, SendAgain):
        return Bilingual(f"报文 {entry.message}", f"message {entry.message}")
    if isinstance(entry, DeclareAgain):
        return Bilingual(f"第 {entry.round + 1} 轮", f"round {entry.round + 1}")
    return Bilingual(f"事件 {list(entry.events)}", f"events {list(entry.events)}")
