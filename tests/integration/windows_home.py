"""A home in which every page of the window has something to show."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from business import Business, told
from own_home import OwnHome
from verbs import hub

from adapters.folder import drop
from hub.bootstrap.begun_plans import plan_notes
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.replay import open_replay
from hub.flow.acting import Acting
from hub.model import Operator, OperatorAct
from hub.ports import Filter


@contextmanager
def told_for_the_window(root: Path, store_url: str) -> Iterator[Business]:
    """A whole business; deliveries in quarantine, with a note; a plan that is half done; a sealed log."""
    with told(OwnHome(root / "home", store_url), root / "others") as made:
        own = made.own
        for number in range(3):
            drop(own.home.queues, "liaoning", f"{number}.json", f"{{half {number}".encode())
        drop(own.home.queues, "ping-an", "1.xml", b"<not-ours/>")
        own.accept("one", "two")
        own.work()
        note = ("attention", "note", "quarantine-hub-102-liaoning", "--text", "called them", "--ticket", "T-7")
        done = hub(own.path, *note)
        assert done.returncode == 0, done.stderr
        stop_a_plan(own)
        yield made


def stop_a_plan(own: OwnHome) -> str:
    """Apply a plan with two messages, and stop it behind the first one; the plan's id."""
    with open_replay(own.home) as replay:
        plan = replay.plan_messages(Filter(type="credit-authorization", limit=10), {"type": "credit-authorization"})
        plan_notes(own.home).keep(plan)
        outcomes = (done.outcome for done in replay.apply(plan, "they lost it", Acting(an_act(plan.id))))
        assert "promised" in outcomes  # and no further
    return plan.id


def an_act(plan: str) -> OperatorAct:
    """What an operator does who applies a plan."""
    return OperatorAct(
        id=plan,
        verb="replay",
        about=plan,
        reason="they lost it",
        operators=(Operator(user="li.wei"),),
        at=SystemClock().now(),
    )
