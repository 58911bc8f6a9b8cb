"""`hub quarantine`: deliveries that could not be used, and parked receipts and notices."""

from typing import Annotated, Final

import typer

from hub.bootstrap.store import open_store
from hub.cli.authority import Card
from hub.cli.card_options import by_card
from hub.cli.choice import the_one
from hub.cli.kept_apart import LISTING, list_all, print_one
from hub.cli.list_by_default import ListByDefault
from hub.cli.options import Reason
from hub.cli.quarantine_acts import NOTHING, SEVERAL, Apart, Asking, id_of, is_named, refuse_unknown, settle_each
from hub.cli.quarantine_options import Cause, Groups, Limit, Names, Owner, Settled
from hub.cli.screen import AsJson, home_of, print_json, say_empty, write_bytes
from hub.cli.spoken import spoken
from hub.errors import Code, operator_error, rejected
from hub.flow.acting import Acting
from hub.flow.release import Release
from hub.model import Parked, Quarantined
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.views.apart import Acts, SettledView, acts_on, view_apart, view_causes, view_ended, view_settled
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "隔离件是无法使用的来件；另有待匹配的：回执等待其所答复的报文，通知等待其所指的单证。不带命令时列出两者。",
    "Receipts that wait for the message they answer, and notices that wait for the document they refer to, are listed "
    "too (parked). Without a command it lists both.",
)


app = typer.Typer(cls=ListByDefault, no_args_is_help=False)


@app.command(
    "list",
    cls=spoken(
        zh="按来源和原因列出隔离件，并列出待匹配的回执，新的在前。\n\n"
        "加 --json 时每行一个对象；加 --groups 时每个来源与原因一个。",
        en="List deliveries in quarantine by owner and cause, and parked receipts, newest first.\n\n"
        "With --json one object a line: each delivery, or with --groups each owner and cause.",
    ),
)
def list_apart(  # noqa: PLR0913, PLR0917 - one option for each thing to filter by
    context: typer.Context,
    owner: Owner = None,
    code: Cause = None,
    limit: Limit = 100,
    groups: Groups = False,
    settled: Settled = False,
    as_json: AsJson = False,
) -> None:
    """List what is kept apart. A code leaves parked receipts out: they have none."""
    home = home_of(context)
    store = open_store(home)
    try:
        counted = store.quarantine.groups(owner=owner, code=code, is_open=not settled)
        rows = [] if groups else store.quarantine.deliveries(limit, owner=owner, code=code, is_open=not settled)
        parked = store.quarantine.parked(limit, owner=owner) if code is None and not groups else []
        acts = _acts(store, [row.id for row in rows] if settled else [])
    finally:
        store.close()
    if not (counted or parked):
        refuse_unknown(home, owner, code)
        say_empty(NOTHING, as_json)
        return
    causes = list(view_causes(counted))
    kept: list[Quarantined | Parked] = [*rows, *parked]
    found = [view_apart(row, acts) for row in kept]
    if as_json:
        for told in causes if groups else found:
            print_json(json_of(told))
    else:
        list_all(causes, found)


@app.command(
    cls=spoken(
        zh="查看一件的全部内容：原因、字段（用发送方自己的名称）、详情；或取其原始字节。",
        en="Show one in full: the reason, the field in the sender's own names, the cause; or its bytes.",
    )
)
def show(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="ID"),
        Bilingual("列表所示的编号，可只写开头。", "The id from the list, or its beginning."),
    ],
    owner: Owner = None,
    raw: Annotated[
        bool,
        typer.Option("--raw"),
        Bilingual("只输出库中原始字节。", "Write exactly the stored bytes, and nothing else."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show one delivery or receipt."""
    home = home_of(context)
    store = open_store(home)
    try:
        found: list[Quarantined | Parked] = [*store.quarantine.deliveries(SEVERAL, owner=owner, beginning=name)]
        found += store.quarantine.parked(SEVERAL, owner=owner, beginning=name)
        if not found:
            refuse_unknown(home, owner, None)
        row = the_one(name, [row for row in found if is_named(row, name)] or found, LISTING, as_json)
        body = store.archive.payload(row.payload)
        acts = _acts(store, [id_of(row)])
    finally:
        store.close()
    if body is None:
        raise operator_error(Code.NOT_FOUND, value=row.payload)
    if raw:
        write_bytes(body)
        return
    view = view_apart(row, acts, len(body))
    print_json(json_of(view)) if as_json else print_one(view)


def _acts(store: Store, ids: list[str]) -> Acts:
    """What operators did to these deliveries."""
    return acts_on(store.quarantine.settled(ids), store.acts.about(ids))


@app.command(
    cls=spoken(
        zh="放行隔离件：按现在收到重新处理。先排除原因，例如登记证书。\n\n"
        "可指明编号，也可用 --owner、--code 取其全部，旧的在前。仍不能用的留在原处并说明原因，退出码为 1。"
        "后续报文由运行中的 hub 发送。",
        en="Take deliveries in as if they came now. Remove the cause first, for example by registering a "
        "certificate.\n\n"
        "Name ids, or take all of --owner and --code, oldest first. What still cannot be used stays, with its reason, "
        "and the exit code is 1. A running hub sends what follows.",
    )
)
@by_card
def release(  # noqa: PLR0913 - one option for each thing to name
    context: typer.Context,
    reason: Reason,
    names: Names = None,
    owner: Owner = None,
    code: Cause = None,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Release the deliveries that are named, or all of an owner and a code."""

    def act(release: Release, row: Apart, acting: Acting) -> SettledView:
        if isinstance(row, Parked):
            raise rejected(Code.STILL_WAITS, names=row.names or row.answers)
        return view_settled(row, "released", release.release(row, reason, acting))

    asking = Asking("release", reason, card, as_json)
    settle_each(context, (names or [], owner, code), act, asking)


@app.command(
    cls=spoken(
        zh="作废隔离件：不再列出（list --all 除外），字节仍保留。\n\n可指明编号，也可用 --owner、--code 取其全部。\n\n"
        "指明待匹配的通知时，结束其等待：通知转入隔离（HUB-442），之后仍可放行或作废；理由记入其所等待单证的办理记录，"
        "已无法读取时除外，并会说明。",
        en="Mark deliveries as useless. They are no longer listed, except by `list --all`. Their bytes are kept.\n\n"
        "Name ids, or take all of --owner and --code.\n\n"
        "The id of a notice that waits ends its wait: it goes into quarantine (HUB-442), and can be released or "
        "discarded later. The trails of the known documents that it waits for keep the reason. If the notice cannot be "
        "read any more, that is said instead.",
    )
)
@by_card
def discard(  # noqa: PLR0913 - one option for each thing to name
    context: typer.Context,
    reason: Reason,
    names: Names = None,
    owner: Owner = None,
    code: Cause = None,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Discard the deliveries that are named, or all of an owner and a code; end the wait of notices that are named."""

    def act(release: Release, row: Apart, acting: Acting) -> SettledView:
        if isinstance(row, Parked):
            ended = release.end_wait(row, reason, acting)
            return view_ended(ended.kept, ended.documents, ended.unread)
        release.discard(row, reason, acting)
        return view_settled(row, "discarded")

    asking = Asking("discard", reason, card, as_json)
    settle_each(context, (names or [], owner, code), act, asking)
