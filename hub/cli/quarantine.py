"""`hub quarantine`: deliveries that could not be used, and receipts that wait for what they answer."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from hub import bootstrap
from hub.cli.choice import the_one
from hub.cli.screen import AsJson, clock_time, home_of, moment, plain, print_json, screen, write_bytes
from hub.errors import operator_error
from hub.model import Parked, Quarantined

Apart = Quarantined | Parked
SEVERAL = 100
"""Candidates are counted up to so many."""
Owner = Annotated[str | None, typer.Option(help="Only this portal's or party's.")]


class ListByDefault(TyperGroup):
    """A verb that lists when it is told no more than options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        asks_for_help = bool(args) and args[0] in ctx.help_option_names
        bare = not asks_for_help and (not args or args[0].startswith("-"))
        return super().parse_args(ctx, ["list", *args] if bare else args)


app = typer.Typer(
    cls=ListByDefault,
    no_args_is_help=False,
    help="Deliveries that could not be used, and receipts that wait for what they answer; alone it lists them.",
)


@app.command("list")
def list_apart(
    context: typer.Context,
    owner: Owner = None,
    code: Annotated[str | None, typer.Option(help="Only those refused with this code: no parked ones.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many of each.", min=1)] = 100,
    as_json: AsJson = False,
) -> None:
    """List deliveries in quarantine, and parked receipts, newest first."""
    store = bootstrap.open_store(home_of(context))
    try:
        found: list[Apart] = [*store.quarantined(limit, owner=owner, code=code)]
        found += store.parked(limit, owner=owner) if code is None else []
    finally:
        store.close()
    for row in found:
        if as_json:
            print_json(_json(row))
        else:
            screen.print(_line(row))


@app.command()
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The id that the list shows, or its beginning.")],
    owner: Owner = None,
    raw: Annotated[bool, typer.Option("--raw", help="Write exactly the stored bytes, and nothing else.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one in full: the reason, the field in the sender's words, the cause; or its bytes."""
    store = bootstrap.open_store(home_of(context))
    try:
        found: list[Apart] = [*store.quarantined(SEVERAL, owner=owner, beginning=name)]
        found += store.parked(SEVERAL, owner=owner, beginning=name)
        exact = [row for row in found if _id(row) in (name, name.lower())]
        row = the_one(name, exact or found, _line, _json, as_json)
        body = store.payload(row.payload)
    finally:
        store.close()
    if body is None:
        raise operator_error("HUB-704", value=row.payload)
    if raw:
        write_bytes(body)
    elif as_json:
        print_json({**_json(row), "size": len(body)})
    else:
        _print(row, len(body))


def _id(row: Apart) -> str:
    return row.id if isinstance(row, Quarantined) else row.message


def _json(row: Apart) -> dict[str, Any]:
    kind, names = "parked", ["party", "message", "answers", "payload"]
    if isinstance(row, Quarantined):
        names = ["id", "owner", "code", "field", "zh", "en", "payload", "document", "answers", "cause"]
        kind = "quarantined"
    return {"kind": kind, **{name: getattr(row, name) for name in names}, "at": moment(row.at)}


def _line(row: Apart) -> str:
    if isinstance(row, Parked):
        waits = f"[yellow]parked[/] waits for our message {plain(row.answers)}"
        return f"[dim]{clock_time(row.at)}[/] {plain(row.message)}  {plain(row.party):<14} {waits}"
    where = f" {plain(row.field)}" if row.field else ""
    return (
        f"[dim]{clock_time(row.at)}[/] {row.id}  {plain(row.owner):<14} [red]{row.code}[/]{where}"
        f" {plain(row.zh)} {plain(row.en)} [dim]{plain(row.answers or '')}[/]"
    )


def _print(row: Apart, size: int) -> None:
    """One field a line; the cause, which may be a traceback, last."""
    told = {"id": _id(row), "at": clock_time(row.at)}
    if isinstance(row, Parked):
        told |= {"party": row.party, "parked": f"it waits for our message {row.answers}"}
    else:
        told |= {"owner": row.owner, "its own id": row.answers or "—", "code": row.code}
        told |= {"reason": f"{row.zh} · {row.en}", "field": row.field or "—", "document": row.document or "—"}
    for label, value in (told | {"bytes": str(size), "sha256": row.payload}).items():
        screen.print(f"[dim]{label:<10}[/] {plain(value)}")
    if isinstance(row, Quarantined):
        screen.print("[dim]cause[/]")
        screen.print(row.cause.rstrip(), markup=False)
