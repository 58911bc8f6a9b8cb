"""`hub acts`: what operators did, when and why."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from hub.bootstrap.recorded_acts import records_of
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.cli.options import read_time_or_age
from hub.cli.proposed_words import words_of
from hub.cli.screen import AsJson, home_of, plain, print_json, say_empty, screen
from hub.cli.tables import Column, Table
from hub.model import Operator, Verb
from hub.text.bilingual import Bilingual, joined
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
_APPROVED: Final = Bilingual("批准，理由", "approved, reason")
_REJECTED: Final = Bilingual("否决，理由", "rejected, reason")
_UNREAD: Final = Bilingual("所登记的内容无法读出", "what was asked for cannot be read")
_KEYS_TRIED: Final = Bilingual(
    "变更之前登记，未登记结果：是否已生效见 hub keys list",
    "recorded before it was made, without its outcome: hub keys list shows whether it counts",
)
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
    home = home_of(context)
    store = open_store(home)
    try:
        found = store.acts.since(0 if since is None else round(since.timestamp() * 1_000_000), limit)
        records = records_of(store, found)
    finally:
        store.close()
    shown = list(view_acts(records, read_statuses(home)))
    if not shown:
        say_empty(_NOTHING, as_json)
    elif as_json:
        for one in shown:
            print_json(json_of(one))
    else:
        _show(shown)


def _show(shown: list[ActView]) -> None:
    """A line for each act; beneath, never cut, the reasons of its operators, what was asked for and what it did."""
    table = Table(*_COLUMNS)
    rows = [(one.at.clock, one.by, _verb(one), _about(one)) for one in shown]
    table.fit(rows).head()
    for row, one in zip(rows, shown, strict=True):
        table.add(row)
        screen.print(f"  [dim]{_REASON}[/] {plain(one.reason)}")
        for second in one.operators[1:]:
            answered = _REJECTED if one.verb == "reject" else _APPROVED
            screen.print(f"  [dim]{plain(Operator(**second).label)} {answered}[/] {plain(second.get('reason', '—'))}")
        for line in _what(one):
            screen.print(f"  [dim]·[/] {plain(line)}")


def _verb(one: ActView) -> str:
    verb = label(one.verb, ACTS_DONE)
    if one.asked_verb is ABSENT:
        return verb
    asked = label(one.asked_verb, ACTS_DONE)
    return str(Bilingual(f"{verb}（{asked}）", f"{verb} ({asked})"))


def _what(one: ActView) -> Iterator[Bilingual]:
    """What exactly was asked for, and what became of the document, as far as it is recorded."""
    verb = one.verb if one.asked_verb is ABSENT else one.asked_verb
    if one.arguments is not ABSENT and verb != "reject" and verb != "note":  # noqa: PLR1714 - which mypy narrows
        yield from _asked(verb, one.about, one.arguments)
    if one.done:
        yield joined([done.text for done in one.done])
    if one.verb == "keys":
        yield _KEYS_TRIED


def _about(one: ActView) -> str:
    return one.about if one.record is ABSENT else one.record


def _asked(verb: Verb, about: str, arguments: Mapping[str, Any]) -> Sequence[Bilingual]:
    """What exactly was asked for, as whoever approved it saw it. Another hub's arguments do not keep the list back."""
    try:
        return words_of(verb, about, arguments)
    except (KeyError, TypeError, ValueError, AttributeError):
        return [_UNREAD]
