"""`hub acts`: what operators did, when and why."""

from datetime import datetime
from typing import Annotated, Final

import typer

from hub.bootstrap.store import open_store
from hub.cli.options import read_time_or_age
from hub.cli.screen import AsJson, home_of, plain, print_json, say_empty, screen
from hub.cli.tables import Column, Table
from hub.model.identifier import read_uuid
from hub.text.bilingual import Bilingual
from hub.views.acts import ActView, view_acts
from hub.views.view import ABSENT, ZONE, json_of
from hub.views.words import ACTS_DONE, label

DETAILS: Final = Bilingual(
    "核定、重发、放行、作废、密钥变更、归档、备注等，连同其理由；由两人办理的，两人都列出。"
    "尚待第二人批准的用 hub approve 查看。",
    "Settled, sent again, released, discarded, keys changed, archived, noted and so on, each with its reason. Of an "
    "act of two operators both are named. `hub approve` lists what still waits for a second operator.",
)
_NOTHING: Final = Bilingual("没有操作记录", "no acts")
_COLUMNS: Final = (
    Column(Bilingual(f"时间 {ZONE}", f"time {ZONE}")),
    Column(Bilingual("操作员", "operator"), least=6),
    Column(Bilingual("操作", "act"), least=4),
    Column(Bilingual("对象", "about"), least=12),
)
_REASON: Final = Bilingual("理由", "reason")
Since = Annotated[
    datetime | None,
    typer.Option(parser=read_time_or_age, metavar="TIME"),
    Bilingual(
        "只列此时以后的：ISO 8601（未写时区即 +08:00），或距今多久，如 90m、6h、3d。",
        "Only acts since then: ISO 8601 (+08:00 if no zone is written), or an age: 90m, 6h, 3d.",
    ),
]
Limit = Annotated[
    int,
    typer.Option(metavar="N", min=1),
    Bilingual("最多列出多少条。", "List so many acts at most."),
]


def command(context: typer.Context, since: Since = None, limit: Limit = 100, as_json: AsJson = False) -> None:
    """List acts."""
    store = open_store(home_of(context))
    try:
        found = store.acts.since(0 if since is None else round(since.timestamp() * 1_000_000), limit)
        documents = store.relations.of_ids({act.about for act in found if read_uuid(act.about)})
    finally:
        store.close()
    shown = list(view_acts(found, documents))
    if not shown:
        say_empty(_NOTHING, as_json)
    elif as_json:
        for one in shown:
            print_json(json_of(one))
    else:
        _show(shown)


def _show(shown: list[ActView]) -> None:
    """A line for each act, and its reason beneath, which is never cut."""
    table = Table(*_COLUMNS)
    rows = [(one.at.clock, one.by, label(one.verb, ACTS_DONE), _about(one)) for one in shown]
    table.fit(rows).head()
    for row, one in zip(rows, shown, strict=True):
        table.add(row)
        screen.print(f"  [dim]{_REASON}[/] {plain(one.reason)}")


def _about(one: ActView) -> str:
    return one.about if one.record is ABSENT else one.record
