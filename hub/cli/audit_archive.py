"""`hub audit archive`: closed months leave the store and become Parquet files."""

from collections.abc import Iterable
from typing import Annotated, Final

import typer

from hub.bootstrap.archiving import open_archiving
from hub.bootstrap.authority import open_authority
from hub.bootstrap.past import open_store_to_write
from hub.bootstrap.store import open_store
from hub.cli.authority import Card, authorized
from hub.cli.card_options import by_card
from hub.cli.misuse import Unusable
from hub.cli.options import OptionalReason
from hub.cli.screen import AsJson, fail, home_of, lines_of, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.errors import Code, Rejected, operator_error
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.model import Request
from hub.model.month import Month
from hub.operate.retention.archiving import Archiving
from hub.operate.retention.closed import Kept
from hub.operate.retention.steps import ArchiveStep, Finished, Recorded, Removed, Shrunk, Wrote
from hub.ports import Store
from hub.text.bilingual import Bilingual
from hub.views.retention import ArchivedView, ArchivingView, RoomView, view_kept, view_room
from hub.views.view import json_of

HELP: Final = spoken(
    zh="将已结束月份中已办结的单证写成 Parquet 文件，核对后移出审计库。\n\n"
    "移出的是办理记录（每份单证的最新一条除外）和报文、申报的原文；单证、编号、报文登记、占用以及日志全部保留，"
    "因此重复的申报和回执仍能识别，证明仍可核验。未办结、有待办事项或依法保全的单证留在库中，逐一列出原因，"
    "以后可再次归档。中断后再次运行即可继续。--dry-run 只列出，不归档。",
    en="Write documents of closed months to Parquet files, check these, and take the documents out of the store.\n\n"
    "What leaves are the trails, but for each document's newest row, and the bytes of submissions and messages. "
    "Documents, numbers, the rows of messages, claims and the whole log stay: what comes again is still known, and "
    "proofs hold. Documents that are not at their end, that something waits for or that are on hold stay in the store; "
    "they are listed with the reason, and can be archived later. A run that was cut off is gone on with by the next "
    "one. --dry-run only lists.",
)


def _month(text: str) -> Month:
    try:
        return Month.read(text)
    except ValueError as error:
        raise Unusable(Bilingual("须为月份，如 2026-10", "a month such as 2026-10")) from error


Before = Annotated[
    Month,
    typer.Option("--before", parser=_month, metavar="MONTH"),
    Bilingual(
        "归档此月（UTC）以前的单证，按单证编号中的时间，如 2026-10。",
        "Archive documents older than this month in UTC, by the time in their ids, such as 2026-10.",
    ),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run"),
    Bilingual("只列出将归档和留下的单证。", "Only list what would be archived and what would stay."),
]


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("archive", cls=HELP)(archive)


@by_card
def archive(
    context: typer.Context,
    before: Before,
    reason: OptionalReason = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
    *,
    card: Card,
) -> None:
    """Archive closed months."""
    home = home_of(context)
    if not (reason.strip() or dry_run):
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="archive", needed="--reason TEXT")
    store = open_store(home) if dry_run else open_store_to_write(home)
    try:
        archiving = open_archiving(home, store)
        archiving.prove_over(before)
        if dry_run:
            _tell(view_steps(archiving, archiving.look(before), done=False), as_json)
        else:
            request = Request(
                verb="archive", about=str(before), reason=reason, arguments={"before": str(before)}, heads={}
            )
            _archive(home, store, archiving, request, (card, as_json))
    except Rejected as refusal:
        fail(lines_of(refusal), ExitCode.REFUSED)
    finally:
        store.close()


def _archive(home: Home, store: Store, archiving: Archiving, request: Request, how: tuple[Card, bool]) -> None:
    """Archive now; not where the challenge was written or a second operator has to approve."""
    acting = authorized(open_authority(home, None, store), store, (request, [], {}), *how)
    if acting is not None:
        _tell(view_steps(archiving, archiving.run(Month.read(request.about), acting), done=True), how[1])


def view_steps(archiving: Archiving, steps: Iterable[ArchiveStep], *, done: bool) -> ArchivingView:
    """Take all steps; what they did."""
    kept: list[Kept] = []
    counted: dict[str, list[int]] = {}
    finished: set[str] = set()
    rooms: list[RoomView] = []
    for step in steps:
        match step:
            case Kept():
                kept.append(step)
            case Wrote(name, documents):
                counted.setdefault(name, [0, 0])[0] = documents
            case Removed(name, transitions):
                counted.setdefault(name, [0, 0])[1] += transitions
            case Finished(name):
                finished.add(name)
            case Shrunk(month, room):
                rooms.append(view_room(month, room))
            case Recorded():
                pass
    archives = [
        ArchivedView(name=name, documents=documents, transitions=transitions, finished=name in finished)
        for name, (documents, transitions) in sorted(counted.items())
    ]
    return ArchivingView(
        done=done,
        place=archiving.files.place,
        archives=archives,
        kept=[view_kept(one.document, one.why) for one in kept],
        rooms=rooms,
    )


def _tell(view: ArchivingView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(view))
    else:
        tell_archived(view)


def tell_archived(view: ArchivingView) -> None:
    """Print what was done."""
    for one in view.kept:
        screen.print(f"[yellow]{Bilingual('留在库中', 'stays')}[/] {plain(_row(one.record, one.document))}", end=" ")
        screen.print(plain(f"{one.type} {one.status} · {one.words}"))
    for archive in view.archives:
        told = Bilingual(
            f"单证 {archive.documents} 份，移出办理记录 {archive.transitions} 条",
            f"{archive.documents} documents, {archive.transitions} transitions left the store",
        )
        done = Bilingual("归档", "archived") if view.done else Bilingual("将归档", "would archive")
        screen.print(f"[green]{done}[/] {plain(archive.name)}  {plain(str(told))}")
    for room in view.rooms:
        screen.print(f"[dim]{plain(room.month)}  {plain(str(room.words))}[/]")
    if not view.archives:
        screen.print(str(Bilingual("没有可归档的单证", "nothing to archive")))
    elif view.done:
        screen.print(f"[dim]{plain(view.place)}[/]")


def _row(record: str | None, document: str) -> str:
    return record or document
