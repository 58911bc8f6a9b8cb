"""`hub attention note`: who deals with an item, and how."""

from typing import Annotated, Final

import typer

from hub.bootstrap.attention import items_of
from hub.bootstrap.authority import open_authority
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.past import open_store_to_write
from hub.cli.authority import Card, authorized
from hub.cli.card_options import by_card
from hub.cli.options import said, storable
from hub.cli.screen import AsJson, fail, home_of, lines_of, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.errors import Code, Rejected, operator_error
from hub.exit_codes import ExitCode
from hub.flow.attention import Item
from hub.home.place import Home
from hub.model import Note, Request
from hub.operate.attention.noting import keep_note
from hub.text.bilingual import Bilingual
from hub.views.attention import NoteView, view_note
from hub.views.failures import failure_text
from hub.views.view import json_of

HELP: Final = spoken(
    zh="加一条备注，写明谁在处理、怎么处理：该项列到最后，不再影响退出码，直到它增多；没有时间的项，一天后重新列出。备注不可改，也不可删。",
    en="Note who deals with an item, and how: it is listed last and does not count for the exit code, until it "
    "grows; on an item without a time, for a day. A note is never changed or removed.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("note", cls=HELP)(note)


@by_card
def note(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="ITEM"),
        Bilingual("列表所示的名称，或隔离组的组名。", "The item's name from the list, or a quarantine group's."),
    ],
    text: Annotated[
        str, typer.Option(metavar="TEXT", callback=said), Bilingual("怎么处理。", "What is done about it.")
    ],
    ticket: Annotated[
        str, typer.Option(metavar="NUMBER", callback=storable), Bilingual("工单号。", "The number of its ticket.")
    ] = "",
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Note something about an item."""
    home, now = home_of(context), SystemClock().now()
    items = items_of(home, now, lambda error: failure_text(error).wording)
    found = {name: item for item in items for name in (item.alias, item.name) if name}
    if name not in found:
        raise operator_error(Code.NO_SUCH_ITEM, name=name)
    try:
        done = _note(home, found[name], (text, ticket), card, as_json)
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
    if done is not None:
        _tell(done, as_json)


def _note(home: Home, item: Item, words: tuple[str, str], card: Card, as_json: bool) -> NoteView | None:
    text, ticket = words
    asked = Note(act="", item=item.name, ticket=ticket, count=item.count, newest=item.newest)
    request = Request(verb="note", about=item.name, reason=text, arguments=asked.arguments, heads={})
    store = open_store_to_write(home)
    try:
        acting = authorized(open_authority(home, None, store), store, (request, [], {}), card, as_json)
        return None if acting is None else view_note(keep_note(store, acting, asked), acting.act)
    finally:
        store.close()


def _tell(note: NoteView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(note))
    else:
        covers = Bilingual(f"涵盖 {note.count} 项", f"covers {note.count}")
        if note.newest is not None:
            covers = Bilingual(
                f"{covers.zh}，最近一项自 {note.newest} 起", f"{covers.en}, the newest since {note.newest}"
            )
        screen.print(
            f"[green]{Bilingual('已备注', 'noted')}[/] {plain(note.item)} ({plain(str(covers))})  "
            f"{plain(note.by)}: {plain(note.text)}"
        )
