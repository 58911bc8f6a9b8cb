"""`hub quarantine`: deliveries that could not be used, and receipts that wait for what they answer."""

from typing import Annotated

import typer

from hub import bootstrap
from hub.cli.screen import AsJson, clock_time, home_of, moment, plain, print_json, screen
from hub.model import Parked, Quarantined


def command(
    context: typer.Context,
    limit: Annotated[int, typer.Option(help="At most so many of each.", min=1)] = 100,
    as_json: AsJson = False,
) -> None:
    """List deliveries in quarantine, and parked receipts, newest first."""
    store = bootstrap.open_store(home_of(context))
    try:
        for row in store.quarantined(limit):
            _print_quarantined(row, as_json)
        for waiting in store.parked(limit):
            _print_parked(waiting, as_json)
    finally:
        store.close()


def _print_quarantined(row: Quarantined, as_json: bool) -> None:
    if as_json:
        names = ("id", "owner", "code", "field", "zh", "en", "payload", "document", "answers", "cause")
        print_json({"kind": "quarantined", **{n: getattr(row, n) for n in names}, "at": moment(row.at)})
        return
    where = f" {plain(row.field)}" if row.field else ""
    screen.print(
        f"[dim]{clock_time(row.at)}[/] {row.owner:<14} [red]{row.code}[/]{where} {plain(row.zh)} {plain(row.en)}"
        f" [dim]{plain(row.answers or '')} sha256 {row.payload[:12]}[/]"
    )


def _print_parked(row: Parked, as_json: bool) -> None:
    if as_json:
        names = ("party", "message", "answers", "payload")
        print_json({"kind": "parked", **{n: getattr(row, n) for n in names}, "at": moment(row.at)})
        return
    screen.print(
        f"[dim]{clock_time(row.at)}[/] {row.party:<14} [yellow]parked[/]  waits for our message {plain(row.answers)}"
        f" [dim]{plain(row.message)}[/]"
    )
