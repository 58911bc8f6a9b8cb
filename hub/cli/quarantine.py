"""`hub quarantine`: deliveries that could not be used, and parked receipts and notices."""

from collections.abc import Iterator
from typing import Annotated, Final

import typer

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.store import open_store
from hub.cli.authority import Card
from hub.cli.card_options import by_card
from hub.cli.choice import the_one
from hub.cli.foreseen import foresee_each
from hub.cli.kept_apart import LISTING, list_all, print_one
from hub.cli.list_by_default import ListByDefault
from hub.cli.options import OptionalReason, Reason
from hub.cli.quarantine_acts import Asking, refuse_unknown, settle_each
from hub.cli.quarantine_chosen import NOTHING, SEVERAL, Apart, Meant, id_of, is_named
from hub.cli.quarantine_groups import FEW, Chosen, is_many, place_of, say_more
from hub.cli.quarantine_options import Cause, DryRun, Groups, Limit, NamedGroup, Names, OfGroup, Owner, Settled
from hub.cli.screen import AsJson, home_of, print_json, say_empty, write_bytes
from hub.cli.spoken import spoken
from hub.errors import Code, operator_error, rejected
from hub.flow.acting import Acting
from hub.flow.release import Release
from hub.model import Parked, Quarantined
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.views.apart import (
    NONE,
    Acts,
    ParkedView,
    QuarantinedView,
    SettledView,
    acts_on,
    view_apart,
    view_ended,
    view_settled,
)
from hub.views.groups import HOUR, view_groups
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
        zh="按组列出隔离件（来源与原因相同的为一组），并列出待匹配的回执，新的在前。\n\n"
        "超过 100 件时只列出各组；--group 列出一组的各件，--limit N 列出各组最新的 N 件。\n\n"
        "加 --json 时每行一个对象：每件一个；加 --groups 时每组一个。",
        en="List deliveries in quarantine by groups (one owner, one code), and parked receipts, newest first.\n\n"
        "Of more than 100 deliveries only the groups are listed. --group lists the deliveries of one group, --limit N "
        "the newest N of all.\n\n"
        "With --json one object a line: each delivery, or with --groups each group.",
    ),
)
def list_apart(  # noqa: PLR0913, PLR0917 - one option for each thing to filter by
    context: typer.Context,
    owner: Owner = None,
    code: Cause = None,
    group: OfGroup = None,
    limit: Limit = None,
    groups: Groups = False,
    settled: Settled = False,
    as_json: AsJson = False,
) -> None:
    """List what is kept apart. A code leaves parked receipts out: they have none."""
    home = home_of(context)
    store = open_store(home)
    since = SystemClock().now() - HOUR
    try:
        counted = store.quarantine.groups(owner=owner, code=code, is_open=not settled, since=since)
        numbered = list(view_groups(counted, store.acts.notes([one.item for one in counted])))
        if group is not None:
            numbered = [numbered[place_of(counted, group)]]
            owner, code = numbered[0].owner, numbered[0].code
        chosen = Chosen(owner, code, limit or FEW, is_open=not settled)
        is_short = groups or (limit is None and not as_json and group is None and is_many(counted))
        found = [] if is_short else list(_deliveries(store, chosen))
        parked = [] if groups else list(_parked(store, chosen))
    finally:
        store.close()
    if not (counted or parked):
        refuse_unknown(home, owner, code)
        say_empty(NOTHING, as_json)
    elif as_json:
        for told in numbered if groups else [*found, *parked]:
            print_json(json_of(told))
    else:
        list_all(numbered, [*found, *parked])
        if is_short and not groups:
            say_more()


def _deliveries(store: Store, chosen: Chosen) -> Iterator[QuarantinedView | ParkedView]:
    rows = store.quarantine.deliveries(chosen.limit, owner=chosen.owner, code=chosen.code, is_open=chosen.is_open)
    acts = NONE if chosen.is_open else _acts(store, [row.id for row in rows])
    return (view_apart(row, acts) for row in rows)


def _parked(store: Store, chosen: Chosen) -> Iterator[QuarantinedView | ParkedView]:
    rows = store.quarantine.parked(chosen.limit, owner=chosen.owner) if chosen.code is None else []
    return (view_apart(row) for row in rows)


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
        "可指明编号，也可用 --group，或 --owner、--code 取其全部，旧的在前。仍不能用的留在原处并说明原因，退出码为 1。"
        "后续报文由运行中的 hub 发送。\n\n"
        "--dry-run 只说明每件放行后的结果，不作任何变更，无需理由。各件按审计库当前内容分别判断，"
        "不计入其他各件放行后的变化。",
        en="Take deliveries in as if they came now. Remove the cause first, for example by registering a "
        "certificate.\n\n"
        "Name ids, or take all of --group, or of --owner and --code, oldest first. What still cannot be used stays, "
        "with its reason, and the exit code is 1. What follows is sent by the running hub.\n\n"
        "--dry-run only says what each delivery would do, and needs no reason. Each is taken by itself, on what the "
        "store holds now: what the release of another one would change is not considered.",
    )
)
@by_card
def release(  # noqa: PLR0913, PLR0917 - one option for each thing to name
    context: typer.Context,
    reason: OptionalReason = "",
    names: Names = None,
    owner: Owner = None,
    code: Cause = None,
    group: NamedGroup = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Release the deliveries that are named, or all of an owner and a code, or of a group."""
    meant = Meant(names or [], owner, code, group)
    if dry_run:
        foresee_each(context, meant, as_json)
        return
    if not reason.strip():
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="release", needed="--reason TEXT / --dry-run")

    def act(release: Release, row: Apart, acting: Acting) -> SettledView:
        if isinstance(row, Parked):
            raise rejected(Code.STILL_WAITS, names=row.names or row.answers)
        return view_settled(row, "released", release.release(row, reason, acting))

    settle_each(context, meant, act, Asking("release", reason, card, as_json))


@app.command(
    cls=spoken(
        zh="作废隔离件：不再列出（list --all 除外），字节仍保留。\n\n"
        "可指明编号，也可用 --group，或 --owner、--code 取其全部。\n\n"
        "指明待匹配的通知或回执时，结束其等待：转入隔离（通知 HUB-442，回执 HUB-986），之后仍可放行或作废。"
        "通知的理由记入其所等待单证的办理记录，已无法读取时除外，并会说明；回执的理由只随隔离件保存。",
        en="Mark deliveries as useless. They are no longer listed, except by `list --all`. Their bytes are kept.\n\n"
        "Name ids, or take all of --group, or of --owner and --code.\n\n"
        "The id of a notice or receipt that waits ends its wait: it goes into quarantine (HUB-442 or HUB-986), and can "
        "be released or discarded later. The trails of the known documents that a notice waits for keep the reason. If "
        "it cannot be read any more, that is said instead. The reason of a receipt is kept in quarantine only.",
    )
)
@by_card
def discard(  # noqa: PLR0913, PLR0917 - one option for each thing to name
    context: typer.Context,
    reason: Reason,
    names: Names = None,
    owner: Owner = None,
    code: Cause = None,
    group: NamedGroup = None,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Discard the deliveries that are named, or all of an owner and a code, or of a group; end waits."""

    def act(release: Release, row: Apart, acting: Acting) -> SettledView:
        if isinstance(row, Parked):
            ended = release.end_wait(row, reason, acting)
            return view_ended(ended.kept, ended.documents, ended.unread)
        release.discard(row, reason, acting)
        return view_settled(row, "discarded")

    settle_each(context, Meant(names or [], owner, code, group), act, Asking("discard", reason, card, as_json))
