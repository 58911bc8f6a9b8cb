"""`hub log`: documents and their statuses."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import typer

from hub.bootstrap.known import refuse_unknown
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.cli.document_csv import print_csv
from hub.cli.document_rows import document_table, row_of
from hub.cli.log_options import (
    AsCsv,
    Disputed,
    Follow,
    InOrder,
    InStatuses,
    IsOpen,
    IsOverdue,
    Limit,
    NoPager,
    OfName,
    RecordNumber,
    Search,
    Since,
    Until,
    WithText,
)
from hub.cli.misuse import Unusable
from hub.cli.options import Enterprise, OfParty, OfPortal, OfType, require_order
from hub.cli.pager import paged
from hub.cli.saved_searches import with_search
from hub.cli.screen import AsJson, StopSignal, home_of, print_json, say_empty, screen
from hub.cli.unread import is_read
from hub.model import Document, Statuses
from hub.ports import Documents, Filter, Sort
from hub.text.bilingual import Bilingual
from hub.views.documents import view_document
from hub.views.listing import footer
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "各筛选条件可同时使用。加 --follow 时旧的在前，之后每有变动就多打印一行。\n\n"
    "只按类型、渠道、对方、状态、名称或文字筛选时没有索引，须逐份读取单证；"
    "加 --since、--enterprise、--record、--disputed 或 --overdue 即由索引找到。",
    "Filters may be combined. With --follow the oldest comes first, and each document that moves adds a line.\n\n"
    "Type, portal, party, status, name and text have no index: documents are read one by one until there are enough. "
    "--since, --enterprise, --record, --disputed and --overdue have one.",
)
LATE: Final = 5_000_000
"""Microseconds by which a transaction may commit after the time that it wrote into its rows."""
FEW: Final = 100
"""So many documents are listed, unless --limit says otherwise."""


def command(  # noqa: PLR0913, PLR0917 - one option for each thing to filter by
    context: typer.Context,
    search: Search = None,
    type_: OfType = None,
    portal: OfPortal = None,
    party: OfParty = None,
    enterprise: Enterprise = None,
    status: InStatuses = None,
    is_open: IsOpen = False,
    is_overdue: IsOverdue = False,
    disputed: Disputed = False,
    record: RecordNumber = None,
    name: OfName = None,
    text: WithText = None,
    since: Since = None,
    until: Until = None,
    sort: InOrder = "newest",
    limit: Limit = None,
    follow: Follow = False,
    no_pager: NoPager = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """List documents; with `follow`, go on until a signal comes."""
    home = home_of(context)
    if search is not None:
        command(context, **with_search(context, home.searches, search))
        return
    _refuse_both(as_csv=as_csv, as_json=as_json, follow=follow)
    require_order(since, until)
    if follow:
        _refuse_beside_follow(until, sort, limit)
    stop: Callable[[], bool] = StopSignal() if follow else lambda: True
    statuses = read_statuses(home)
    chosen = Filter(
        type=type_,
        portal=portal,
        party=party,
        enterprise=enterprise,
        statuses=[code for said in status or () for code in said.split(",") if code],
        open_but=(statuses.final, statuses.own_ends) if is_open else None,
        is_overdue=is_overdue,
        disputed=disputed or None,
        record=record,
        name=name,
        text=text,
        since=None if since is None else _at(since) - 1,
        until=None if until is None else _at(until),
        sort=sort,
    )
    store = open_store(home)
    try:
        found = store.documents.log(replace(chosen, limit=limit or FEW))
        if not found:
            refuse_unknown(home, store.documents, chosen, statuses)
        if follow:
            _follow(store.documents, chosen, found, stop, _teller(found, statuses, as_json))
        elif as_csv:
            print_csv(view_document(document, statuses) for document in found)
        elif as_json:
            _print_lines(found, statuses)
        else:
            with paged(not no_pager):
                _print_table(found, statuses, footer(chosen, len(found), limit or FEW, store.documents.count))
    finally:
        store.close()


def _refuse_both(*, as_csv: bool, as_json: bool, follow: bool) -> None:
    if as_csv and (as_json or follow):
        other = "--json" if as_json else "--follow"
        raise Unusable(Bilingual(f"不可与 {other} 同用", f"cannot be used with {other}"), option="--csv")


def _refuse_beside_follow(until: datetime | None, sort: Sort, limit: int | None) -> None:
    """Nothing moves in the past; and all that is newer than the oldest few would follow them at once."""
    if until is not None and until <= datetime.now(UTC):
        said = Bilingual("与 --follow 同用时须为将来的时间", "with --follow it must be a time to come")
        raise Unusable(said, option="--until")
    if sort == "oldest" and limit is not None:
        said = Bilingual("不可与 --follow --sort oldest 同用", "cannot be used with --follow --sort oldest")
        raise Unusable(said, option="--limit")


def _at(time_: datetime) -> int:
    return round(time_.timestamp() * 1_000_000)


def _print_lines(found: Sequence[Document], statuses: Statuses) -> None:
    for document in found:
        print_json(json_of(view_document(document, statuses)))
    if not found:
        say_empty(Bilingual("没有单证", "no documents"), as_json=True)


def _print_table(found: Sequence[Document], statuses: Statuses, footer: Bilingual) -> None:
    document_table().show([row_of(view_document(document, statuses)) for document in found])
    screen.print(f"[dim]{footer}[/]")


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
        newest = max([chosen.since or 0, *(at - LATE for _, at in shown)])
        moved = documents.log(replace(chosen, since=newest, sort="oldest"))
        for document in moved:
            if (document.id, document.updated_at) not in shown:
                tell(document)
        shown = {(d.id, d.updated_at) for d in moved} or shown


def _teller(found: Sequence[Document], statuses: Statuses, as_json: bool) -> Callable[[Document], None]:
    """Print what was found, oldest first. Returns how to print one that moves later."""
    views = [view_document(document, statuses) for document in sorted(found, key=lambda d: (d.updated_at, d.id))]
    if as_json:
        for view in views:
            print_json(json_of(view))
        return lambda document: print_json(json_of(view_document(document, statuses)))
    table, rows = document_table(), [row_of(view) for view in views]
    table.fit(rows).head()
    table.add(*rows)
    return lambda document: table.add(row_of(view_document(document, statuses)))
