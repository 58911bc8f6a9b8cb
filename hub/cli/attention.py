"""`hub attention`: everything that needs a person now, since when, who is waited for, and what to type next."""

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from hub.bootstrap.attention import attention_of, items_of
from hub.bootstrap.authority import open_authority
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.past import open_store_to_write
from hub.cli.attention_items import show_all
from hub.cli.authority import Card, authorized
from hub.cli.card_options import by_card
from hub.cli.list_by_default import ListByDefault
from hub.cli.options import said, storable
from hub.cli.screen import AsJson, fail, home_of, lines_of, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.errors import Code, Rejected, Wording, operator_error
from hub.exit_codes import ExitCode
from hub.flow.attention import Item
from hub.home.place import Home
from hub.model import Request
from hub.operate.attention.noting import keep_note
from hub.text.bilingual import Bilingual
from hub.views.attention import ItemView, NoteView, view_note
from hub.views.failures import FailureText, failure_text
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "不带命令时列出。已了结的自行消失；已有人记录、且此后没有增多的，列在最后。",
    "Without a command it lists. An item that is over disappears by itself. What an operator has noted and has not "
    "grown since comes last.",
)
app = typer.Typer(cls=ListByDefault, no_args_is_help=False)


@app.command(
    "list",
    cls=spoken(
        zh="涉及款项的在前（¥），其余久等的在前。每项有时长、名称、在等谁、一句说明，以及下一条命令，可直接复制。\n\n"
        "有待处理的，退出码为 1；没有则为 0；审计库打不开时为 4 或 5。",
        en="Money first (¥), then by age. Each item has its age, its name, who is waited for, a sentence, and the next "
        "command, to be copied as it is.\n\n"
        "The exit code is 1 when something needs a person and nobody has noted it, 0 when nothing does, and 4 or 5 "
        "when the store cannot be read.",
    ),
)
def list_items(context: typer.Context, as_json: AsJson = False) -> None:
    """List what needs a person."""
    home, now = home_of(context), SystemClock().now()
    _ = home.settings  # raises where this is no home
    failures: list[FailureText] = []
    seen = attention_of(home, now, lambda error: _kept(failures, error), home.verb)
    if as_json:
        print_json(json_of(seen))
    else:
        show_all(seen, now)
    if seen.items:
        raise typer.Exit(_exit(seen.items, failures))


def _kept(failures: list[FailureText], error: Exception) -> Wording:
    failures.append(failure_text(error))
    return failures[-1].wording


def _exit(items: Sequence[ItemView], failures: Sequence[FailureText]) -> ExitCode:
    """That of a store that cannot be read, for whoever asks after its health; else 1."""
    of_store = {item.code for item in items if item.kind == "store"}
    return next((one.exit for one in failures if one.wording.code in of_store), ExitCode.REFUSED)


@app.command(
    cls=spoken(
        zh="记下谁在处理、怎么处理：该项列到最后，不再影响退出码，直到它增多；没有时间的项，一天后重新列出。记录不可改，也不可删。",
        en="Note who deals with an item, and how: it is listed last and does not count for the exit code, until it "
        "grows; on an item without a time, for a day. A note is never changed or removed.",
    )
)
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
    arguments = {"ticket": ticket, "count": str(item.count), "newest": str(item.newest)}
    request = Request(verb="note", about=item.name, reason=text, arguments=arguments, heads={})
    store = open_store_to_write(home)
    try:
        acting = authorized(open_authority(home, None, store), store, (request, [], {}), card, as_json)
        return None if acting is None else view_note(keep_note(store, acting, item, ticket), acting.act)
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
            f"[green]{Bilingual('已记录', 'noted')}[/] {plain(note.item)} ({plain(str(covers))})  "
            f"{plain(note.by)}: {plain(note.text)}"
        )
