"""`hub log`: documents and where they stand."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from hub import bootstrap
from hub.cli.known import refuse_unknown
from hub.cli.screen import (
    AsJson,
    StopSignal,
    clock_time,
    document_json,
    document_line,
    home_of,
    plain,
    print_json,
    say_empty,
    screen,
)
from hub.model import Document, Statuses
from hub.ports import Filter, Store

LATE = 5_000_000
"""Microseconds: a transaction may commit this much later than the time it gave its rows."""


def command(  # noqa: PLR0913, PLR0917 - one option for each thing to filter by
    context: typer.Context,
    type_: Annotated[str | None, typer.Option("--type", help="Only this document type.")] = None,
    portal: Annotated[str | None, typer.Option(help="Only this portal's.")] = None,
    party: Annotated[str | None, typer.Option(help="Only this party's.")] = None,
    enterprise: Annotated[str | None, typer.Option(help="Only this USCC's.")] = None,
    status: Annotated[str | None, typer.Option(help="Only in this status.")] = None,
    disputed: Annotated[bool, typer.Option("--disputed", help="Only what an operator has to settle.")] = False,
    record: Annotated[str | None, typer.Option(help="Only the document with this record number.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 100,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as documents move, until Ctrl-C.")] = False,
    as_json: AsJson = False,
) -> None:
    """List documents with their statuses, newest first; with --follow, as they move."""
    home = home_of(context)
    stop: Callable[[], bool] = StopSignal() if follow else lambda: True
    statuses = bootstrap.read_statuses(home)
    store = bootstrap.open_store(home)
    chosen = Filter(
        type=type_,
        portal=portal,
        party=party,
        enterprise=enterprise,
        status=status,
        record=record,
        disputed=disputed or None,
    )
    try:
        found = store.log(replace(chosen, limit=limit))
        if not found:
            refuse_unknown(home, store, chosen, statuses)
            if not follow:
                say_empty("没有单证 no documents", as_json)
        for document in reversed(found) if follow else found:
            _print(document, statuses, as_json)
        _follow(store, chosen, found, stop, lambda document: _print(document, statuses, as_json))
    finally:
        store.close()


def _follow(
    store: Store, chosen: Filter, found: Sequence[Document], stop: Callable[[], bool], tell: Callable[[Document], None]
) -> None:
    """Tell each document that has moved since it was shown."""
    shown = {(d.id, d.updated_at) for d in found}
    while not stop():
        time.sleep(0.3)
        newest = max((at for _, at in shown), default=0)
        moved = store.log(replace(chosen, since=newest - LATE))
        for document in moved:
            if (document.id, document.updated_at) not in shown:
                tell(document)
        shown = {(d.id, d.updated_at) for d in moved} or shown


def _print(document: Document, statuses: Statuses, as_json: bool) -> None:
    if as_json:
        print_json(document_json(document, statuses))
        return
    who = f"{plain(document.enterprise_name)} → {plain(document.party)}"
    mark = "  [red]有争议 disputed[/]" if document.disputes else ""
    screen.print(f"[dim]{clock_time(document.updated_at)}[/] {document_line(document, statuses)}  [dim]{who}[/]{mark}")
