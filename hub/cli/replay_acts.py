"""Whether an operator may send again what a plan names, now or once a second operator has approved it."""

from dataclasses import dataclass

from hub.bootstrap.authority import open_authority
from hub.cli.authority import Asked, Card, authorized
from hub.cli.screen import fail, lines_of
from hub.errors import Rejected
from hub.exit_codes import ExitCode
from hub.flow.acting import Acting
from hub.flow.plan_facts import bytes_of_entries, heads_of, parties_of_plan, sends_of
from hub.flow.replay import Replay
from hub.flow.replay_plan import ReplayPlan
from hub.home.place import Home
from hub.model import Request, digest


@dataclass(frozen=True)
class Asking:
    """What an operator says to a plan."""

    reason: str
    card: Card
    as_json: bool


def acting_on(replay: Replay, home: Home, plan: ReplayPlan, asking: Asking, of_file: str = "") -> Acting | None:
    """The act of sending what a plan names; None where its challenge was written or it waits.

    `of_file`: the id of a plan that was read. A plan that a command makes itself is signed without its id, because the
    next command makes another one. Ends with exit code 1 where the operator may not act.
    """
    plan.refuse_unfit(replay.store.identity(), replay.clock.now())
    body, documents = bytes_of_entries(plan), sorted({entry.document for entry in plan.entries if entry.send})
    sends, named = sends_of(replay.store, plan), {"plan": of_file} if of_file else {}
    request = Request(
        verb="replay",
        about=of_file or documents[0],
        reason=asking.reason,
        arguments={"entries": digest(body), "sends": sends, **named},
        heads=heads_of(replay.store, documents),
    )
    asked: Asked = (request, parties_of_plan(replay.store, plan), {digest(body): body})
    try:
        authority = open_authority(home, replay.catalogue, replay.store)
        return authorized(authority, replay.store, asked, asking.card, asking.as_json)
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
