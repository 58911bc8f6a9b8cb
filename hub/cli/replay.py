"""`hub replay`: send again what was sent, the same bytes under the same ids."""

import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typer

from hub.bootstrap.begun_plans import plan_notes
from hub.bootstrap.known import refuse_unknown
from hub.bootstrap.replay import open_replay
from hub.bootstrap.statuses import read_statuses
from hub.cli.authority import Card
from hub.cli.card_options import by_card
from hub.cli.choice import the_one
from hub.cli.document_rows import listing
from hub.cli.no_worker import tell_without_worker
from hub.cli.options import (
    DocumentName,
    InStatus,
    OfParty,
    OfPortal,
    OfType,
    OptionalReason,
    Reason,
    require_order,
)
from hub.cli.replay_acts import Asking, acting_on
from hub.cli.replay_options import (
    Although,
    AsEvents,
    AsNewRound,
    AtMost,
    MessageOrDocument,
    OwnEnterprise,
    PlanFile,
    Rate,
    Sequence,
    Since,
    Until,
)
from hub.cli.replay_told import print_plan, sum_up, tell
from hub.cli.screen import AsJson, StopSignal, home_of
from hub.cli.spoken import SpokenGroup, spoken
from hub.errors import Code, operator_error, unusable_file
from hub.exit_codes import ExitCode
from hub.flow.replay import Pace, Replay
from hub.flow.replay_plan import DeclareAgain, ReplayPlan, read_plan
from hub.home.place import Home
from hub.model import Document
from hub.ports import Filter
from hub.text.bilingual import Bilingual

DETAILS: Final = Bilingual(
    "单份：hub replay ID --reason …，选项见 hub replay ID --help。"
    "多份：先用 plan 制订计划，核对后用 apply 执行。不改写任何记录，由运行中的 hub 发送。",
    "One document: `hub replay ID --reason …`; its options are in `hub replay ID --help`. Many: make a plan with "
    "`plan`, look at it, and carry it out with `apply`. No record is overwritten, and a running hub sends what is "
    "promised.",
)
RATE = 50.0
"""Messages a second, unless --rate says otherwise."""


class OneByDefault(SpokenGroup):
    """A verb that takes the name of a document where it gets no action."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        action = self.commands.get(args[0]) if args else None
        asks_for_help = not args or args[0] in ctx.help_option_names
        is_action = asks_for_help or (action is not None and not action.hidden)
        return super().parse_args(ctx, args if is_action else ["document", *args])


app = typer.Typer(cls=OneByDefault, no_args_is_help=True)


@app.command(
    "document",
    hidden=True,
    cls=spoken(
        zh="重发一份单证的报文，规则与 apply 相同。",
        en="Send the message of one document again, under the rules of `apply`.",
    ),
)
@by_card
def send_one(  # noqa: PLR0913 - one option for each thing to say
    context: typer.Context,
    name: MessageOrDocument,
    reason: Reason,
    although_not_deduplicated: Although = False,
    new_round: AsNewRound = False,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Send the message of one document again, or a new one in the next round."""
    home = home_of(context)
    asking = Asking(reason, card, as_json)
    if new_round:
        _declare_again(home, name, asking)
        return
    with open_replay(home) as replay:
        document, message = _message_or_document(replay, home, name, as_json)
        plan = replay.plan_message(document, message, although_not_deduplicated=although_not_deduplicated)
        _do_at_once(replay, home, plan, name, asking)


@app.command(
    cls=spoken(
        zh="制订重发计划并打印（JSON）：哪些会重发、发往何处、哪些已有答复。不作任何改动。\n\n"
        "--since、--until 按报文生成时间；加 --events 时按单证最近变动时间。未写时区按北京时间。",
        en="Print a plan (JSON): what would be sent again, where to, what is answered already. Nothing is changed.\n\n"
        "--since and --until are about when a message was made; with --events, about when a document moved last. "
        "A time without a zone is Shanghai time.",
    )
)
def plan(  # noqa: PLR0913, PLR0917 - one option for each thing to filter by
    context: typer.Context,
    type_: OfType = None,
    portal: OfPortal = None,
    party: OfParty = None,
    enterprise: OwnEnterprise = None,
    status: InStatus = None,
    since: Since = None,
    until: Until = None,
    events: AsEvents = False,
    new_round: AsNewRound = False,
    limit: AtMost = 10_000,
    as_json: AsJson = False,  # noqa: ARG001 - a plan is JSON anyway
) -> None:
    """Print a plan of messages, or of events."""
    home = home_of(context)
    if events and new_round:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--new-round", needed="[--type, --party, …]")
    require_order(since, until)
    in_status = (status,) if status else ()
    chosen = Filter(type=type_, portal=portal, party=party, enterprise=enterprise, statuses=in_status)
    named = {n: v for n in ("type", "portal", "party", "enterprise") if (v := getattr(chosen, n))}
    named |= {"status": status} if status else {}
    named |= {n: t.isoformat() for n, t in (("since", since), ("until", until)) if t}
    within = replace(chosen, is_own=True, since=_at(since), until=_at(until), limit=limit)
    within = replace(within, sort="newest" if since is None else "oldest")  # then a next plan goes on from the last
    with open_replay(home) as replay:
        plan_of = replay.plan_events if events else replay.plan_rounds if new_round else replay.plan_messages
        made = plan_of(within, named)
        if not made.entries:
            refuse_unknown(home, replay.store.documents, chosen, read_statuses(home), is_empty=True)
    print_plan(made, limit)


@app.command(
    cls=spoken(
        zh="执行重发计划，每条重新判断；中断后再次执行同一计划即从断处继续，不会重复。\n\n"
        "有条目被拒绝、整个计划被拒绝，或未执行到底时，退出码为 1。",
        en="Carry out a plan. Each entry is judged anew. Applied again, a plan goes on where it ended and repeats "
        "nothing.\n\n"
        "The exit code is 1 when an entry or the whole plan was refused, or when it was stopped before its end.",
    )
)
@by_card
def apply(
    context: typer.Context,
    file: PlanFile,
    reason: Reason,
    rate: Rate = RATE,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Promise every entry of a plan that may be sent."""
    read = read_plan(_bytes_of(file))
    stop, pace, counts = StopSignal(), Pace(rate), Counter[str]()
    signs = any(isinstance(entry, DeclareAgain) and entry.send for entry in read.entries)
    home = home_of(context)
    asking = Asking(reason, card, as_json)
    with open_replay(home, signs=signs) as replay:
        if (acting := acting_on(replay, home, read, asking, read.id)) is None:
            return
        notes = plan_notes(home)
        notes.keep(read)
        for done in replay.apply(read, reason, acting):
            counts[done.outcome] += 1
            tell(read, done, as_json, quietly=done.outcome != "refused")
            if done.outcome == "promised":
                pace.keep()
            if stop():
                break
    is_whole = counts.total() == len(read.entries)
    if is_whole:
        notes.forget(read)
    sum_up(read, counts, is_whole, as_json)
    if counts["promised"]:
        tell_without_worker(home)
    if counts["refused"] or not is_whole:
        raise typer.Exit(ExitCode.REFUSED)


@app.command(
    cls=spoken(
        zh="把一份单证的事件重新通知其渠道，事件编号不变。",
        en="Send a document's events to its portal again, under the same event ids.",
    )
)
@by_card
def events(
    context: typer.Context,
    name: DocumentName,
    seq: Sequence = None,
    reason: OptionalReason = "",
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Promise the events of a document again."""
    home = home_of(context)
    asking = Asking(reason, card, as_json)
    with open_replay(home) as replay:
        document = _document(replay, home, name, as_json)
        named = name if seq is None else f"{name} --seq {seq}"
        _do_at_once(replay, home, replay.plan_events_of(document, seq), named, asking)


# ---- what is meant -------------------------------------------------------------------------------


def _message_or_document(replay: Replay, home: Home, name: str, as_json: bool) -> tuple[str, str | None]:
    """The id of a document, and of its message where that was named."""
    with replay.store.transactions.snapshot() as unit:
        found = next((m for m in unit.sent([name.lower()]) if m.kind == "business" and m.document), None)
    if found is not None and found.document is not None:
        return found.document, found.id
    return _document(replay, home, name, as_json).id, None


def _declare_again(home: Home, name: str, asking: Asking) -> None:
    with open_replay(home, signs=True) as replay:
        document = _document(replay, home, name, asking.as_json)
        _do_at_once(replay, home, replay.plan_round_of(document), name, asking)


def _document(replay: Replay, home: Home, name: str, as_json: bool) -> Document:
    return the_one(name, replay.store.documents.find(name), listing(read_statuses(home)), as_json)


def _at(time: datetime | None) -> int | None:
    return None if time is None else round(time.timestamp() * 1_000_000)


def _bytes_of(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise unusable_file(file, error) from error


def _do_at_once(replay: Replay, home: Home, plan: ReplayPlan, name: str, asking: Asking) -> None:
    """Apply a plan of one document and print the outcome. Raises OperatorError (HUB-748) where the plan is empty."""
    if not plan.entries:
        raise operator_error(Code.NOTHING_TO_RESEND, value=name)
    # The operator named this document, so what the plan would leave out is tried, and refused with its reason.
    judged = plan.model_copy(update={"entries": tuple(e.model_copy(update={"send": True}) for e in plan.entries)})
    if (acting := acting_on(replay, home, judged, asking)) is None:
        return
    judged = judged.model_copy(update={"id": acting.act.id})
    outcomes = []
    for done in replay.apply(judged, asking.reason, acting):
        tell(judged, done, asking.as_json)
        outcomes.append(done.outcome)
    if "promised" in outcomes:
        tell_without_worker(home)
    if "refused" in outcomes:
        raise typer.Exit(ExitCode.REFUSED)
