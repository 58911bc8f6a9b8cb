"""`hub log`: documents and their statuses."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import typer

from hub.bootstrap.known import refuse_unknown
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.cli.document_csv import print_csv
from hub.cli.document_rows import document_table, row_of
from hub.cli.log_follow import follow, teller
from hub.cli.log_options import Chosen, Listed, Search
from hub.cli.option_groups import grouped
from hub.cli.options import require_order
from hub.cli.pager import paged
from hub.cli.saved_searches import with_search
from hub.cli.screen import StopSignal, home_of, print_json, say_empty, screen
from hub.model import Document, Statuses
from hub.text.bilingual import Bilingual
from hub.views.documents import view_document
from hub.views.listing import footer
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "各筛选条件可同时使用。加 --follow 时旧的在前，之后每有变动就多打印一行。\n\n"
    "只按类型、渠道、对方、状态、名称或文字筛选时没有索引，须逐份读取单证；"
    "加 --since、--enterprise、--record、--disputed、--overdue 或 --attention 即由索引找到。",
    "Filters may be combined. With --follow the oldest comes first, and each document that moves adds a line.\n\n"
    "Type, portal, party, status, name and text have no index: documents are read one by one until there are enough. "
    "--since, --enterprise, --record, --disputed, --overdue and --attention have one.",
)
FEW: Final = 100
"""So many documents are listed, unless --limit says otherwise."""


@grouped
def command(context: typer.Context, search: Search = None, *, chosen: Chosen, listed: Listed) -> None:
    """List documents; with `follow`, go on until a signal comes."""
    home = home_of(context)
    if search is not None:
        command(context=context, **with_search(context, home.searches, search))
        return
    listed.refuse_together(chosen.until)
    require_order(chosen.since, chosen.until)
    stop: Callable[[], bool] = StopSignal() if listed.follow else lambda: True
    statuses = read_statuses(home)
    asked = replace(chosen.filter(statuses), sort=listed.sort)
    store = open_store(home)
    try:
        found = store.documents.log(replace(asked, limit=listed.limit or FEW))
        refuse_unknown(home, store.documents, asked, statuses, is_empty=not found)
        if listed.follow:
            follow(store.documents, asked, found, stop, teller(found, statuses, as_json=listed.as_json))
        elif listed.is_csv:
            print_csv((view_document(document, statuses) for document in found), for_excel=listed.for_excel)
        elif listed.as_json:
            _print_lines(found, statuses)
        else:
            with paged(not listed.no_pager):
                limit = listed.limit or FEW
                _print_table(found, statuses, footer(asked, len(found), limit, store.documents.count))
    finally:
        store.close()


def _print_lines(found: Sequence[Document], statuses: Statuses) -> None:
    for document in found:
        print_json(json_of(view_document(document, statuses)))
    if not found:
        say_empty(Bilingual("没有单证", "no documents"), as_json=True)


def _print_table(found: Sequence[Document], statuses: Statuses, footer: Bilingual) -> None:
    document_table().show([row_of(view_document(document, statuses)) for document in found])
    screen.print(f"[dim]{footer}[/]")
