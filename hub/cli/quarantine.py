"""`hub quarantine`: deliveries that could not be used, and receipts that wait for what they answer."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from hub.bootstrap.store import open_store
from hub.cli.choice import the_one
from hub.cli.kept_apart import LISTING, list_all, print_one
from hub.cli.known import must_be_code, must_be_owner
from hub.cli.options import Reason
from hub.cli.screen import AsJson, home_of, plain, print_json, say_empty, screen, write_bytes
from hub.errors import Code, Rejected, operator_error
from hub.exit_codes import ExitCode
from hub.flow.release import Release
from hub.home.place import Home
from hub.model import Document, Parked, Quarantined
from hub.ports import Quarantine
from hub.views.apart import SettledView, view_apart, view_causes, view_settled
from hub.views.view import json_of

SEVERAL = 100
"""Candidates are counted up to so many."""
MOST = 10_000
"""Deliveries of one owner and code that are settled at a time."""
Names = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]...", help="Ids that the list shows, or their beginnings.")
]
Owner = Annotated[str | None, typer.Option(help="Only this portal's or party's.")]


class ListByDefault(TyperGroup):
    """A verb that lists when it is told no more than options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        asks_for_help = bool(args) and args[0] in ctx.help_option_names
        is_completed = ctx.resilient_parsing  # by a shell, which wants the words that may follow
        bare = not (asks_for_help or is_completed) and (not args or args[0].startswith("-"))
        return super().parse_args(ctx, ["list", *args] if bare else args)


app = typer.Typer(
    cls=ListByDefault,
    no_args_is_help=False,
    help="Deliveries that could not be used, and receipts that wait for what they answer; alone it lists them.",
)


@app.command("list")
def list_apart(  # noqa: PLR0913, PLR0917 - one option for each thing to filter by
    context: typer.Context,
    owner: Owner = None,
    code: Annotated[str | None, typer.Option(help="Only those refused with this code: no parked ones.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many of each.", min=1)] = 100,
    groups: Annotated[bool, typer.Option("--groups", help="Only how many there are by party and code.")] = False,
    settled: Annotated[bool, typer.Option("--all", help="Also what was released or discarded.")] = False,
    as_json: AsJson = False,
) -> None:
    """List deliveries in quarantine by party and cause, and parked receipts, newest first.

    With --json one object a line: each delivery, or with --groups each party and cause.
    """
    home = home_of(context)
    store = open_store(home)
    try:
        counted = store.quarantine.groups(owner=owner, code=code, is_open=not settled)
        rows = [] if groups else store.quarantine.deliveries(limit, owner=owner, code=code, is_open=not settled)
        parked = store.quarantine.parked(limit, owner=owner) if code is None and not groups else []
        acts = {act.quarantine: act for act in store.quarantine.settled([row.id for row in rows])} if settled else {}
    finally:
        store.close()
    if not (counted or parked):
        _refuse_unknown(home, owner, code)
        say_empty("没有隔离件 nothing is kept apart", as_json)
        return
    causes = list(view_causes(counted))
    kept: list[Quarantined | Parked] = [*rows, *parked]
    found = [view_apart(row, acts) for row in kept]
    if as_json:
        for told in causes if groups else found:
            print_json(json_of(told))
    else:
        list_all(causes, found)


@app.command()
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The id that the list shows, or its beginning.")],
    owner: Owner = None,
    raw: Annotated[bool, typer.Option("--raw", help="Write exactly the stored bytes, and nothing else.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one in full: the reason, the field in the sender's words, the cause; or its bytes."""
    home = home_of(context)
    store = open_store(home)
    try:
        found: list[Quarantined | Parked] = [*store.quarantine.deliveries(SEVERAL, owner=owner, beginning=name)]
        found += store.quarantine.parked(SEVERAL, owner=owner, beginning=name)
        if not found:
            _refuse_unknown(home, owner, None)
        exact = [row for row in found if _id_of(row) in (name, name.lower())]
        row = the_one(name, exact or found, LISTING, as_json)
        body = store.archive.payload(row.payload)
        acts = {act.quarantine: act for act in store.quarantine.settled([_id_of(row)])}
    finally:
        store.close()
    if body is None:
        raise operator_error(Code.NOT_FOUND, value=row.payload)
    if raw:
        write_bytes(body)
        return
    view = view_apart(row, acts, len(body))
    print_json(json_of(view)) if as_json else print_one(view)


def _id_of(row: Quarantined | Parked) -> str:
    """What the list tells it by."""
    return row.id if isinstance(row, Quarantined) else row.message


@app.command()
def release(
    context: typer.Context,
    reason: Reason,
    names: Names = None,
    owner: Owner = None,
    code: Annotated[str | None, typer.Option(help="Only those refused with this code.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take deliveries in after all, as if they came now: once what was wrong is put right, as a certificate registered.

    Those named, or all of --owner and --code, oldest first. What still cannot be used stays where it is: exit 1, and
    each reason is told. A running hub sends what is promised here.
    """

    def act(acting: Release, row: Quarantined) -> list[Document]:
        return acting.release(row, reason)

    _settle(context, (names or [], owner, code), act, "released", as_json)


@app.command()
def discard(
    context: typer.Context,
    reason: Reason,
    names: Names = None,
    owner: Owner = None,
    code: Annotated[str | None, typer.Option(help="Only those refused with this code.")] = None,
    as_json: AsJson = False,
) -> None:
    """Mark deliveries as of no use: they are listed no more, but for --all; their bytes stay.

    Those named, or all of --owner and --code.
    """

    def act(acting: Release, row: Quarantined) -> list[Document]:
        acting.discard(row, reason)
        return []

    _settle(context, (names or [], owner, code), act, "discarded", as_json)


Chosen = tuple[Sequence[str], str | None, str | None]
"""Ids or their beginnings; or else an owner, a code, or both."""


def _settle(
    context: typer.Context,
    chosen: Chosen,
    act: Callable[[Release, Quarantined], list[Document]],
    outcome: Literal["released", "discarded"],
    as_json: bool,
) -> None:
    """Do the same to each, one by one, and tell of each; exit 1 when something stays where it is."""
    from hub.bootstrap.acts import open_release  # noqa: PLC0415 - who lists and shows signs nothing

    counts, home = Counter[bool](), home_of(context)
    _refuse_unknown(home, *chosen[1:])
    with open_release(home) as acting:
        for row in list(_chosen(acting.ports.store.quarantine, chosen, as_json)):
            made: list[Document] = []
            refused = None
            try:
                made = act(acting, row)
            except Rejected as refusal:
                refused = refusal
            counts[refused is None] += 1
            _tell(view_settled(row, outcome, made, refused.faults if refused else None), as_json)
    if not counts:
        say_empty("没有隔离件 nothing is kept apart", as_json)
    if counts[False]:
        raise typer.Exit(ExitCode.REFUSED)


def _refuse_unknown(home: Home, owner: str | None, code: str | None) -> None:
    """Raise OperatorError (HUB-710) for an owner or a code that nothing can ever have."""
    must_be_owner(home, owner)
    must_be_code(code)


def _chosen(quarantine: Quarantine, chosen: Chosen, as_json: bool) -> Iterator[Quarantined]:
    """The deliveries meant; raises OperatorError where a name means none (HUB-704), or nothing is named (HUB-711)."""
    names, owner, code = chosen
    if not names and owner is None and code is None:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--reason", needed="ID, --owner or --code")
    for name in names:
        found = quarantine.deliveries(SEVERAL, owner=owner, code=code, beginning=name)
        exact = [row for row in found if row.id == name.lower()]
        yield the_one(name, exact or found, LISTING, as_json)
    if not names:
        yield from reversed(quarantine.deliveries(MOST, owner=owner, code=code, is_open=True))


def _tell(done: SettledView, as_json: bool) -> None:
    """What became of one delivery: the documents that it made or moved, or why it stays."""
    if as_json:
        print_json(json_of(done))
    elif done.outcome == "kept":
        said = "; ".join(f"{f.code} {plain(f.field)} {plain(f.zh)} · {plain(f.en)}" for f in done.faults)
        screen.print(f"[red]kept[/] {done.id} {plain(done.owner)}: {said}")
    else:
        said = ", ".join(f"{d.record or '—'} {d.document} {d.type} {d.status}" for d in done.documents)
        screen.print(f"[green]{done.outcome}[/] {done.id} {plain(done.owner)} {said}")
