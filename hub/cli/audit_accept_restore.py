"""`hub audit accept-restore`: go on with a store that was restored from a backup."""

from typing import Annotated, Final

import typer

from hub.bootstrap.authority import open_authority
from hub.bootstrap.losses import losses_of
from hub.bootstrap.restore import accept, find, record
from hub.bootstrap.store import open_store
from hub.cli.answers import answer
from hub.cli.authority import Card, authorized
from hub.cli.card_options import by_card
from hub.cli.options import OptionalReason
from hub.cli.screen import AsJson, fail, home_of, lines_of, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.errors import Code, Rejected, operator_error
from hub.exit_codes import ExitCode
from hub.flow.acting import Acting
from hub.home.place import Home
from hub.model import Proposal, Request
from hub.operate.acts.challenge import Answering
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.views.answered import AnsweredView
from hub.views.restore import RestoreView
from hub.views.view import json_of

HELP: Final = spoken(
    zh="认可审计库是有意从备份恢复的，hub 随后可以启动。\n\n"
    "日志从恢复处接续，并改用新名称，旧名称下的检查点不再延续。随后列出可能丢失的内容，"
    "供 docs/backup.md 第 7、8 步使用。请先停止所有工作进程；--dry-run 只列出，不认可。",
    en="Say that restoring the store from a backup was meant, so that the hub starts again.\n\n"
    "The log goes on from where the restored store ends, under another name: nothing follows a checkpoint of the "
    "former name. What may have been lost is listed, for steps 7 and 8 of docs/backup.md. Stop all workers first. "
    "--dry-run only lists.",
)
DryRun = Annotated[
    bool,
    typer.Option("--dry-run"),
    Bilingual("只列出可能丢失的内容，不作认可。", "Only list what may have been lost; accept nothing."),
]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("accept-restore", cls=HELP)(accept_restore)


@by_card
def accept_restore(
    context: typer.Context,
    reason: OptionalReason = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Accept that the store was restored."""
    home = home_of(context)
    if not (reason.strip() or dry_run):
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="accept-restore", needed="--reason TEXT")
    store = open_store(home)
    try:
        found = find(home, store)
        is_done = not dry_run and _accept(home, store, found.request(reason), (card, as_json))
        if dry_run or is_done:
            _tell(losses_of(home, found.restore, found.newest, accepted=is_done), as_json)
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
    finally:
        store.close()


def _accept(home: Home, store: Store, request: Request, how: tuple[Card, bool]) -> bool:
    """Whether it is done; not where the challenge was written or a second operator has to approve."""
    acting = authorized(open_authority(home, None, store), store, (request, [], {}), *how)
    if acting is None:
        return False
    accept(home, store, acting, request)
    return True


def answer_restore(
    home: Home, proposal: Proposal, answering: Answering, card: Card, as_json: bool
) -> AnsweredView | None:
    """Accept a restore that a second operator approves, or end its proposal; None where only a challenge was written.

    Raises Rejected as `accept` does.
    """
    store = open_store(home)
    try:

        def act(acting: Acting) -> None:
            if answering.does == "reject":
                record(store, acting)
            else:
                accept(home, store, acting, proposal.request)

        return answer(open_authority(home, None, store), proposal, answering, (card, as_json), act)
    finally:
        store.close()


def _tell(view: RestoreView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(view))
        return
    done = (
        Bilingual("已认可恢复", "the restore is accepted") if view.accepted else Bilingual("未作认可", "not accepted")
    )
    goes_on = Bilingual(f"日志名称：{view.log}，{view.entries} 条", f"log {view.log}, {view.entries} entries")
    screen.print(f"[{'green' if view.accepted else 'yellow'}]{done}[/]  {plain(goes_on)}")
    screen.print(plain(_lost(view)))
    for title, lines in _parts(view):
        if lines:
            screen.print(f"[bold]{title}[/]", *(f"  {plain(line)}" for line in lines), sep="\n")


def _lost(view: RestoreView) -> Bilingual:
    since = str(view.since) if view.since else "—"
    return Bilingual(
        f"至少丢失 {view.lost} 条办理记录；库中最新的变动：{since}；放弃的检查点：{view.given_up}（{view.kept_in}）",
        f"lost: {view.lost} transitions at least; newest change in the store: {since}; "
        f"checkpoint given up: {view.given_up} ({view.kept_in})",
    )


def _parts(view: RestoreView) -> list[tuple[Bilingual, list[str]]]:
    waiting = {name: depth for name, depth in view.queues.items() if depth != 0}
    return [
        (
            Bilingual("此后收取的文件（请渠道和对方重发）", "files taken since (to be sent again by their owners)"),
            [f"{one.owner}/{one.box}/{one.name}  {one.at}" for one in view.files],
        ),
        (
            Bilingual("队列中等待的", "waiting in queues"),
            [f"{name}  {'—' if depth is None else depth}" for name, depth in waiting.items()],
        ),
        (Bilingual("死信", "dead letters"), [f"{one.owner}  {one.name}" for one in view.dead]),
        (Bilingual("未能查看的", "could not be looked at"), list(view.unread)),
    ]
