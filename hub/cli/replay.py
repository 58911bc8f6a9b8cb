"""`hub replay`: send again what was sent, the same bytes under the same ids."""

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from hub.bootstrap.replay import open_replay
from hub.bootstrap.statuses import read_statuses
from hub.cli.choice import the_one
from hub.cli.document_rows import listing
from hub.cli.known import refuse_unknown
from hub.cli.options import Reason, Time, storable
from hub.cli.screen import AsJson, StopSignal, aside, home_of, json_line, plain, print_json, screen
from hub.errors import Code, operator_error
from hub.exit_codes import ExitCode
from hub.flow.replay import Done, Pace, Replay
from hub.flow.replay_plan import ReplayPlan, SendAgain, read_plan
from hub.home.place import Home
from hub.model import Document
from hub.ports import Filter
from hub.views.replays import AppliedView, ReplayedView
from hub.views.view import ABSENT, json_of

RATE = 50.0
"""Messages a second, unless told otherwise."""


class OneByDefault(TyperGroup):
    """A verb that takes the name of a document where no action is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        action = self.commands.get(args[0]) if args else None
        asks_for_help = not args or args[0] in ctx.help_option_names
        is_action = asks_for_help or (action is not None and not action.hidden)
        return super().parse_args(ctx, args if is_action else ["document", *args])


Although = Annotated[
    bool,
    typer.Option(
        "--although-not-deduplicated", help="Also what moves money, to a party that would take it for another payment."
    ),
]
app = typer.Typer(
    cls=OneByDefault,
    no_args_is_help=True,
    help="Send again what was sent, the same bytes under the same ids: `hub replay ID --reason …` for one document, "
    "`plan` and `apply` for many. Nothing is overwritten; a running hub sends what is promised here.",
)


@app.command("document", hidden=True)
def send_one(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="A document, as in `hub show`, or a message's id.")],
    reason: Reason,
    although_not_deduplicated: Although = False,
    as_json: AsJson = False,
) -> None:
    """Send the message of one document again, under the rules of `apply`."""
    home = home_of(context)
    with open_replay(home) as replay:
        document, message = _message_or_document(replay, home, name, as_json)
        plan = replay.plan_message(document, message, although_not_deduplicated=although_not_deduplicated)
        _do_at_once(replay, plan, name, reason, as_json)


@app.command()
def plan(  # noqa: PLR0913, PLR0917 - one option for each thing to filter by
    context: typer.Context,
    type_: Annotated[str | None, typer.Option("--type", help="Only this document type.")] = None,
    portal: Annotated[str | None, typer.Option(help="Only this portal's.")] = None,
    party: Annotated[str | None, typer.Option(help="Only this party's.")] = None,
    enterprise: Annotated[str | None, typer.Option(help="Only this USCC's.")] = None,
    status: Annotated[str | None, typer.Option(help="Only in this status.")] = None,
    since: Time = None,
    until: Time = None,
    events: Annotated[bool, typer.Option("--events", help="What portals were told, instead of messages.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 10_000,
    as_json: AsJson = False,  # noqa: ARG001 - a plan is JSON anyway
) -> None:
    """Print a plan (JSON): what would be sent again, where to, what is answered already. Nothing is done.

    --since and --until are about when a message was made; with --events, about when a document moved last.
    """
    home = home_of(context)
    chosen = Filter(type=type_, portal=portal, party=party, enterprise=enterprise, status=status)
    named = {n: v for n in ("type", "portal", "party", "enterprise", "status") if (v := getattr(chosen, n))}
    named |= {n: t.isoformat() for n, t in (("since", since), ("until", until)) if t}
    within = Filter(**_fields(chosen), since=_at(since), until=_at(until), limit=limit)
    with open_replay(home) as replay:
        made = replay.plan_events(within, named) if events else replay.plan_messages(within, named)
        if not made.entries:
            refuse_unknown(home, replay.store.documents, chosen, read_statuses(home))
    _print_plan(made, limit)


@app.command()
def apply(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(readable=False, metavar="PLAN", help="What `hub replay plan` printed; - for standard input."),
    ],
    reason: Reason,
    rate: Annotated[float, typer.Option(min=0.01, help="At most so many a second.")] = RATE,
    as_json: AsJson = False,
) -> None:
    """Promise what a plan sends, each entry judged anew; applying it again goes on where it ended and repeats nothing.

    Exit 1 when something was refused, or the plan as a whole, or when it was stopped before its end.
    """
    read = read_plan(_bytes_of(file))
    stop, pace, counts = StopSignal(), Pace(rate), Counter[str]()
    with open_replay(home_of(context)) as replay:
        for done in replay.apply(read, reason):
            counts[done.outcome] += 1
            _tell(read, done, as_json, quietly=done.outcome != "refused")
            if done.outcome == "promised":
                pace.keep()
            if stop():
                break
    is_whole = counts.total() == len(read.entries)
    _sum_up(read, counts, is_whole, as_json)
    if counts["refused"] or not is_whole:
        raise typer.Exit(ExitCode.REFUSED)


@app.command()
def events(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="A document, as in `hub show`.")],
    seq: Annotated[int | None, typer.Option(min=1, help="Only the event with this sequence number.")] = None,
    reason: Annotated[str, typer.Option(help="Why; it is kept in the trail.", callback=storable)] = "",
    as_json: AsJson = False,
) -> None:
    """Tell a document's portal again what it was told, under the same event ids."""
    home = home_of(context)
    with open_replay(home) as replay:
        document = _document(replay, home, name, as_json)
        named = name if seq is None else f"{name} --seq {seq}"
        _do_at_once(replay, replay.plan_events_of(document, seq), named, reason, as_json)


# ---- what is meant -------------------------------------------------------------------------------


def _message_or_document(replay: Replay, home: Home, name: str, as_json: bool) -> tuple[str, str | None]:
    """A document's id, and the message's where that was named."""
    with replay.store.transactions.snapshot() as unit:
        found = next((m for m in unit.sent([name.lower()]) if m.kind == "business" and m.document), None)
    if found is not None and found.document is not None:
        return found.document, found.id
    return _document(replay, home, name, as_json).id, None


def _document(replay: Replay, home: Home, name: str, as_json: bool) -> Document:
    return the_one(name, replay.store.documents.find(name), listing(read_statuses(home)), as_json)


def _fields(chosen: Filter) -> Mapping[str, Any]:
    return {name: getattr(chosen, name) for name in ("type", "portal", "party", "enterprise", "status")}


def _at(time: datetime | None) -> int | None:
    return None if time is None else round(time.timestamp() * 1_000_000)


def _bytes_of(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise operator_error(Code.FILE_UNREADABLE, path=file) from error


# ---- what is said --------------------------------------------------------------------------------


def _do_at_once(replay: Replay, plan: ReplayPlan, name: str, reason: str, as_json: bool) -> None:
    """Apply a plan of one document and say what became of it; raises OperatorError (HUB-748) where it is empty."""
    if not plan.entries:
        raise operator_error(Code.NOTHING_TO_RESEND, value=name)
    # What the plan would leave out is to be refused in so many words: the operator named it.
    judged = plan.model_copy(update={"entries": tuple(e.model_copy(update={"send": True}) for e in plan.entries)})
    outcomes = []
    for done in replay.apply(judged, reason):
        _tell(plan, done, as_json)
        outcomes.append(done.outcome)
    if "refused" in outcomes:
        raise typer.Exit(ExitCode.REFUSED)


def _print_plan(plan: ReplayPlan, limit: int) -> None:
    """JSON with an entry a line, for people to edit; the sum of it on standard error."""
    head = plan.model_dump(mode="json", exclude={"entries"})
    lines = [json_line(entry.model_dump(mode="json")) for entry in plan.entries]
    written = "".join(f"  {json_line(k)}: {json_line(v)},\n" for k, v in head.items())
    body = "".join(f"\n    {line}," for line in lines).removesuffix(",")
    print(f'{{\n{written}  "entries": [{body}\n  ]\n}}', flush=True)
    left = Counter(getattr(entry, "why_not", "") for entry in plan.entries if not entry.send)
    why = "".join(f", {count} not ({code})" for code, count in sorted(left.items()))
    aside.print(f"{sum(entry.send for entry in plan.entries)} to be sent{why}")
    if len(lines) >= limit:
        aside.print(f"[yellow]these are the first {limit}; there may be more: --limit, or filters[/]")


def _tell(plan: ReplayPlan, done: Done, as_json: bool, *, quietly: bool = False) -> None:
    """One line for what became of an entry; `quietly` only for programs."""
    if as_json:
        print_json(json_of(_view(plan, done)))
        return
    if quietly:
        return
    entry, why = done.entry, done.why
    what = f"message {entry.message}" if isinstance(entry, SendAgain) else f"events {list(entry.events)}"
    colour = "red" if done.outcome == "refused" else "green"
    said = f"  {why.code} {plain(why.zh)} · {plain(why.en)}" if why else ""
    screen.print(
        f"[{colour}]{done.outcome}[/] {plain(what)} → {plain(entry.to)}"
        f" [dim]{plain(entry.type)} {plain(entry.document)}[/]{said}"
    )


def _view(plan: ReplayPlan, done: Done) -> ReplayedView:
    entry, why = done.entry, done.why
    return ReplayedView(
        plan=plan.id,
        does=entry.does,
        document=entry.document,
        message=entry.message if isinstance(entry, SendAgain) else ABSENT,
        events=ABSENT if isinstance(entry, SendAgain) else entry.events,
        to=entry.to,
        outcome=done.outcome,
        code=why.code if why else None,
        zh=why.zh if why else ABSENT,
        en=why.en if why else ABSENT,
    )


def _sum_up(plan: ReplayPlan, counts: Mapping[str, int], is_whole: bool, as_json: bool) -> None:
    if as_json:
        told = AppliedView(
            plan=plan.id,
            promised=counts["promised"],
            done_before=counts["done before"],
            left_out=counts["left out"],
            refused=counts["refused"],
            whole=is_whole,
        )
        print_json(json_of(told))
        return
    screen.print(", ".join(f"{counts[name]} {name}" for name in ("promised", "done before", "left out", "refused")))
    if not is_whole:
        aside.print("[yellow]stopped before its end: apply the same plan again[/]")
