"""`hub log`: documents and their statuses."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Final

import typer

from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.cli.document_rows import document_table, row_of
from hub.cli.known import refuse_unknown
from hub.cli.options import Enterprise, InStatus, OfParty, OfPortal, OfType
from hub.cli.screen import AsJson, StopSignal, home_of, print_json, say_empty
from hub.cli.unread import is_read
from hub.model import Document, Statuses
from hub.ports import Documents, Filter
from hub.text.bilingual import Bilingual
from hub.views.documents import view_document
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "各筛选条件可同时使用。加 --follow 时旧的在前，之后每有变动就多打印一行。",
    "Filters may be combined. With --follow the oldest comes first, and each document that moves adds a line.",
)
LATE = 5_000_000
"""Microseconds by which a transaction may commit after the time that it wrote into its rows."""
Disputed = Annotated[
    bool,
    typer.Option("--disputed"),
    Bilingual("只列有争议、待人工核定的单证。", "List only documents whose dispute an operator has to settle."),
]
RecordNumber = Annotated[
    str | None,
    typer.Option(metavar="NUMBER"),
    Bilingual("只列此记录编号的单证。", "List only the document with this record number."),
]
Limit = Annotated[
    int, typer.Option(metavar="N", min=1), Bilingual("最多列出多少条。", "List so many documents at most.")
]
Follow = Annotated[
    bool,
    typer.Option("--follow", "-f"),
    Bilingual("持续列出有变动的单证，直到 Ctrl-C。", "Keep listing documents as they move, until Ctrl-C."),
]


def command(  # noqa: PLR0913, PLR0917 - one option for each thing to filter by
    context: typer.Context,
    type_: OfType = None,
    portal: OfPortal = None,
    party: OfParty = None,
    enterprise: Enterprise = None,
    status: InStatus = None,
    disputed: Disputed = False,
    record: RecordNumber = None,
    limit: Limit = 100,
    follow: Follow = False,
    as_json: AsJson = False,
) -> None:
    """List documents; with `follow`, go on until a signal comes."""
    home = home_of(context)
    stop: Callable[[], bool] = StopSignal() if follow else lambda: True
    statuses = read_statuses(home)
    store = open_store(home)
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
        found = store.documents.log(replace(chosen, limit=limit))
        if not found:
            refuse_unknown(home, store.documents, chosen, statuses)
            if not follow:
                say_empty(Bilingual("没有单证", "no documents"), as_json)
        tell = _teller(found, statuses, as_json, is_followed=follow)
        _follow(store.documents, chosen, found, stop, tell)
    finally:
        store.close()


def _follow(
    documents: Documents,
    chosen: Filter,
    found: Sequence[Document],
    stop: Callable[[], bool],
    tell: Callable[[Document], None],
) -> None:
    """Print each document that has moved since it was printed, until `stop`."""
    shown = {(d.id, d.updated_at) for d in found}
    while not stop() and is_read():
        time.sleep(0.3)
        newest = max((at for _, at in shown), default=0)
        moved = documents.log(replace(chosen, since=newest - LATE))
        for document in moved:
            if (document.id, document.updated_at) not in shown:
                tell(document)
        shown = {(d.id, d.updated_at) for d in moved} or shown


def _teller(
    found: Sequence[Document], statuses: Statuses, as_json: bool, *, is_followed: bool
) -> Callable[[Document], None]:
    """Print what was found, newest first unless it is followed. Returns how to print one that moves later."""
    views = [view_document(document, statuses) for document in (reversed(found) if is_followed else found)]
    if as_json:
        for view in views:
            print_json(json_of(view))
        return lambda document: print_json(json_of(view_document(document, statuses)))
    table, rows = document_table(), [row_of(view) for view in views]
    table.fit(rows)
    if rows or is_followed:
        table.head()
    table.add(*rows)
    return lambda document: table.add(row_of(view_document(document, statuses)))
