"""`hub audit verify`: everything in the store that can be computed again is computed again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hub.bootstrap.auditing import open_verification
from hub.bootstrap.past import known_as_far_as_told
from hub.cli.options import MOST
from hub.cli.screen import AsJson, aside, home_of, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.exit_codes import ExitCode
from hub.operate.audit.finding import Finding
from hub.operate.audit.verify import Done, Verification
from hub.text.bilingual import Bilingual
from hub.views.audit import FindingView, VerifiedView
from hub.views.view import json_of

if TYPE_CHECKING:
    from rich.progress import Progress

HELP: Final = spoken(
    zh="核对审计库：由库中字节重新计算散列值、办理状态、日志的树和检查点，由业务目录重新得出编号引用、占用和预留金额，"
    "核对检查点的时间戳，并与主目录和消息代理中保存的检查点比较；指出第一处不符，退出码为 1。\n\n"
    "首次运行核对全部；中断后再次运行则接着核对。以后只核对上次检查点之后的日志，以及此后有变动的单证及其字节，"
    "不再核对未变动的单证、此前的日志分块和字节；要核对全部，请加 --all。"
    "进度记在主目录 audit/verified.json 中，能改写主目录的人也能改写它。\n\n"
    "编号引用、占用、类型和办理状态，只核对由当前业务目录登记的单证。企业、对方等单证栏目，以及待办、隔离、计时等工作记录，"
    "不在核对之列。",
    en="Verify the store: hashes, statuses, the log's tree and checkpoints are computed again from the stored bytes; "
    "references, claims and reserved amounts follow again from them by the catalogue; timestamps are verified, and the "
    "checkpoints that the home and the broker keep are compared. The first thing that does not fit is named, with exit "
    "code 1.\n\n"
    "The first run verifies everything; after an interruption the next run goes on. Later runs verify the log behind "
    "the last verified checkpoint, and the documents that changed since, with their bytes. They do not look again at "
    "documents that did not change, nor at older tiles and bytes: --all does. Progress is kept in audit/verified.json "
    "in the home; whoever can write there can change it.\n\n"
    "References, claims, types and statuses are verified of documents that the present catalogue recorded. Columns of "
    "a document such as enterprise and party are not verified; nor are working records such as outbox, quarantine and "
    "timers.",
)
Everything = Annotated[
    bool,
    typer.Option("--all"),
    Bilingual("核对全部，包括以前核对过的。", "Verify everything, also what was verified before."),
]
KeepGoing = Annotated[
    int,
    typer.Option("--keep-going", metavar="N", min=1, max=MOST),
    Bilingual("列出至多 N 处不符，而不止于第一处。", "List up to N things that do not fit, instead of the first one."),
]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("verify", cls=HELP)(verify)


def verify(
    context: typer.Context, everything: Everything = False, most: KeepGoing = 1, as_json: AsJson = False
) -> None:
    """Verify the store."""
    findings, home = [], home_of(context)
    known, unknown = known_as_far_as_told(home)
    for wording in unknown:
        aside.print(f"[yellow]{Bilingual('注意', 'note')}[/] {plain(wording)}")
    with open_verification(home, whole=everything, limit=most, kept=known) as verification:
        for finding in _followed(verification):
            findings.append(finding)
            if not as_json:
                screen.print(f"[red]{Bilingual('不符', 'found')}[/] {plain(finding.wording)}")
            if len(findings) >= most:
                break
    if as_json:
        views = [_view(finding) for finding in findings]
        print_json(json_of(VerifiedView(whole=verification.is_whole, size=verification.size, findings=views)))
    elif not findings:
        screen.print(_told(verification))
    if findings:
        raise typer.Exit(ExitCode.REFUSED)


def _followed(verification: Verification) -> Iterator[Finding]:
    """What does not fit; meanwhile a bar on the terminal shows how far it is."""
    with _bar() as bar:
        task = bar.add_task("", total=None) if bar else None
        for step in verification.run():
            if isinstance(step, Finding):
                yield step
            elif bar is not None and task is not None:
                _show(bar, task, step)


def _show(bar: "Progress", task: int, step: Done) -> None:
    bar.update(task, completed=step.done, total=step.total)  # type: ignore[arg-type]  # rich's id of a task is an int


@contextmanager
def _bar() -> Iterator["Progress | None"]:
    if not aside.is_terminal:
        yield None
        return
    from rich.progress import Progress  # noqa: PLC0415 - slow to load, and only a terminal shows it

    with Progress(console=aside, transient=True) as bar:
        yield bar


def _view(finding: Finding) -> FindingView:
    said = finding.wording
    return FindingView(code=said.code, zh=said.by_language.zh, en=said.by_language.en, names=finding.texts)


def _told(verification: Verification) -> str:
    size = verification.size
    scope = Bilingual("全部", "everything") if verification.is_whole else Bilingual("新增部分", "what is new")
    return f"[green]{Bilingual('相符', 'verified')}[/] " + str(
        Bilingual(f"日志共 {size} 条，已核对{scope.zh}", f"{scope.en}; the log has {size} transitions")
    )
