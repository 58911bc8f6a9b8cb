"""`hub audit prune`: stored bytes leave the store by the home's policy."""

from collections.abc import Iterable
from typing import Annotated, Final

import typer

from hub.bootstrap.authority import open_authority
from hub.bootstrap.past import open_store_to_write
from hub.bootstrap.pruning import open_pruning
from hub.bootstrap.store import open_store
from hub.cli.authority import Card, authorized
from hub.cli.card_options import by_card
from hub.cli.options import OptionalReason
from hub.cli.screen import AsJson, fail, home_of, lines_of, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.errors import Code, Rejected, operator_error
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.model import Request, digest
from hub.model.removal import POLICY_FILE
from hub.operate.retention.closed import Kept
from hub.operate.retention.pruning import Pruning
from hub.operate.retention.steps import Chose, Emptied, Finished, PruneStep, Recorded
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.views.pruning import SHARED, BytesView, PrunedView, PruningView, Sums
from hub.views.retention import view_kept
from hub.views.view import json_of

HELP: Final = spoken(
    zh="按主目录的 retention.yaml 将到期的申报和报文原文移出审计库，不可恢复。\n\n"
    "默认只列出将移出和留下的内容；--remove 才移出。原文的散列值、办理记录和日志全部保留，因此重复的申报仍能识别，"
    "其余内容的证明仍可核验。未办结、有待办事项或依法保全的单证，以及别处仍引用的原文留在库中。"
    "中断后再次运行即可继续。归档、备份、证据文件和 hub.log 不受影响。",
    en="Take the bytes of submissions and messages out of the store that are due by the home's retention.yaml. They "
    "cannot be brought back.\n\n"
    "Without --remove it only lists what would leave and what would stay. The digests of the bytes, the trails and the "
    "log stay: what comes again is still known, and proofs of all else hold. Documents that are not at their end, that "
    "something waits for or that are on hold stay, and so do bytes that something else names. A run that was cut off "
    "is gone on with by the next one. Archives, backups, evidence files and hub.log are not touched.",
)
Remove = Annotated[
    bool,
    typer.Option("--remove"),
    Bilingual("移出所列内容。须同时给出 --reason。", "Remove what is listed. It needs --reason."),
]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("prune", cls=HELP)(prune)


@by_card
def prune(
    context: typer.Context,
    remove: Remove = False,
    reason: OptionalReason = "",
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Remove what is due, or list it."""
    home = home_of(context)
    if remove and not reason.strip():
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--remove", needed="--reason TEXT")
    store = open_store_to_write(home) if remove else open_store(home)
    try:
        pruning = open_pruning(home, store)
        if remove:
            _remove(home, store, pruning, reason, (card, as_json))
        else:
            tell(view_steps(pruning, pruning.look(), done=False), as_json)
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
    finally:
        store.close()


def _remove(home: Home, store: Store, pruning: Pruning, reason: str, how: tuple[Card, bool]) -> None:
    """Remove now; not where the challenge was written or a second operator has to approve."""
    body = pruning.policy.body
    request = Request(verb="prune", about=POLICY_FILE, reason=reason, arguments={"policy": digest(body)}, heads={})
    acting = authorized(open_authority(home, None, store), store, (request, [], {digest(body): body}), *how)
    if acting is not None:
        tell(view_steps(pruning, pruning.run(acting), done=True), how[1])


def view_steps(pruning: Pruning, steps: Iterable[PruneStep], *, done: bool) -> PruningView:
    """Take all steps; what they did."""
    kept: list[Kept] = []
    sums = Sums({}, [0, 0])
    removed = {} if done else {one.id: 0 for one in pruning.begun()}
    finished: set[str] = set()
    for step in steps:
        match step:
            case Kept():
                kept.append(step)
            case Chose():
                _add(sums, step)
            case Recorded(name):
                removed[name] = 0
            case Emptied(name, payloads):
                removed[name] = removed.get(name, 0) + payloads
            case Finished(name):
                finished.add(name)
                removed.setdefault(name, 0)
    types, shared = sums.views()
    return PruningView(
        done=done,
        policy=digest(pruning.policy.body),
        types=types,
        shared=shared,
        removals=[
            PrunedView(name=name, removed=payloads, finished=name in finished)
            for name, payloads in sorted(removed.items())
        ],
        kept=[view_kept(one.document, one.why) for one in kept],
    )


def _add(sums: Sums, step: Chose) -> None:
    for type_, (documents, counted) in step.going.by_type.items():
        row = sums.types.setdefault(type_, [0, 0, 0])
        row[:] = [row[0] + documents, row[1] + counted.payloads, row[2] + counted.size]
    shared = step.going.shared
    sums.shared[:] = [sums.shared[0] + shared.payloads, sums.shared[1] + shared.size]


def tell(view: PruningView, as_json: bool = False) -> None:
    """Print what was done, or what would be."""
    if as_json:
        print_json(json_of(view))
        return
    for one in view.kept:
        screen.print(f"[yellow]{Bilingual('留在库中', 'stays')}[/] {plain(one.record or one.document)}", end=" ")
        screen.print(plain(f"{one.type} {one.status} · {one.words}"))
    done = Bilingual("移出", "removed") if view.done else Bilingual("将移出", "would remove")
    for of_type in view.types:
        counted = Bilingual(f"单证 {of_type.documents} 份", f"{of_type.documents} documents")
        screen.print(f"[green]{done}[/] {plain(of_type.type)}  {counted} · {_size(of_type.bytes)}")
    if not view.types:
        screen.print(str(Bilingual("没有到期的内容", "nothing is due")))
    if view.shared.payloads:
        screen.print(f"[yellow]{SHARED}[/] {_size(view.shared)}")
    for removal in view.removals:
        state = Bilingual("已完成", "finished") if removal.finished else Bilingual("尚未完成", "not finished")
        told = Bilingual(f"原文 {removal.removed} 件", f"{removal.removed} payloads")
        screen.print(f"[dim]{plain(removal.name)}  {told} · {state}[/]")


def _size(bytes_: BytesView) -> Bilingual:
    return Bilingual(
        f"原文 {bytes_.payloads} 件，{bytes_.size} 字节", f"{bytes_.payloads} payloads, {bytes_.size} bytes"
    )
