"""`hub submit`: drop a submission on a portal's queue."""

from pathlib import Path
from typing import Annotated, Final

import typer

from hub.bootstrap.known import must_be_portal
from hub.bootstrap.queues import queues_of
from hub.bootstrap.submitting import id_inside, refuse_wrong_file, what_it_is
from hub.cli.no_worker import tell_without_worker
from hub.cli.not_found import command_of
from hub.cli.options import SubmissionFile
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.errors import Code, OperatorError, Rejected, operator_error, unusable_file
from hub.home.place import Home
from hub.reading.read_json import SIZE_LIMIT
from hub.text.bilingual import Bilingual
from hub.views.installation import SubmittedView
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "先读文件：不是申报的（如报文、回执、其他渠道格式的申报）不投放，并说明是什么。hub 以事件答复该渠道。",
    "The file is read first: what is no submission, such as a message, a receipt or another portal's form, is not "
    "dropped, and is told for what it is. The hub answers the portal with events.",
)
Anyway = Annotated[
    bool,
    typer.Option("--anyway"),
    Bilingual(
        "不是申报也投放：hub 会将其隔离。", "Drop it although it is no submission: the hub puts it into quarantine."
    ),
]


def command(
    context: typer.Context,
    file: SubmissionFile,
    portal: Annotated[
        str,
        typer.Option(metavar="PORTAL"),
        Bilingual("放入哪个渠道的队列。", "The portal whose queue the submission is dropped on."),
    ] = "national",
    anyway: Anyway = False,
    as_json: AsJson = False,
) -> None:
    """Drop one submission; its content is for the hub to judge."""
    home = home_of(context)
    _ = home.settings  # raises where this is no home
    must_be_portal(home, portal)
    body = _bytes_of(file, whole=anyway)
    if not anyway:
        try:
            refuse_wrong_file(home, portal, body)
        except Rejected as refusal:
            raise _told(home, file, body, refusal) from refusal
    placed = queues_of(home).submit(portal, f"{file.stem.lstrip('.') or 'submission'}{_ending(body)}", body)
    view = SubmittedView(portal=portal, submission=id_inside(home, portal, body), file=str(placed))
    if as_json:
        print_json(json_of(view))
    else:
        screen.print(_dropped(view))
    tell_without_worker(home)


def _dropped(view: SubmittedView) -> Bilingual:
    if view.submission is None:
        return Bilingual(
            f"已放入渠道 {view.portal} 的队列；其中读不出申报编号，hub 会将其隔离，用 hub quarantine 查看",
            f"Dropped on the queue of {view.portal}. No id can be read in it: `hub quarantine` will list it.",
        )
    shown = plain(view.submission)
    return Bilingual(
        f"已把 [bold]{shown}[/] 放入渠道 {view.portal} 的队列；用 hub show {shown} 查看",
        f"Dropped [bold]{shown}[/] on the queue of {view.portal}. `hub show {shown}` shows what becomes of it.",
    )


def _bytes_of(file: Path, *, whole: bool) -> bytes:
    """All of it, or one byte more than any submission may have."""
    try:
        with file.open("rb") as opened:
            return opened.read(-1 if whole else SIZE_LIMIT + 1)
    except OSError as error:
        raise unusable_file(file, error) from error


def _told(home: Home, file: Path, body: bytes, refusal: Rejected) -> OperatorError:
    """Why the hub could not use it, what it is, and the command that takes it."""
    (fault,) = refusal.faults
    said = Bilingual(f"{fault.zh}（{fault.code}）", f"{fault.en} ({fault.code})")
    if (found := what_it_is(home, body, file)) is not None:
        said = Bilingual(f"{said.zh}，看来是：{found.what.zh}", f"{said.en}; it looks like {found.what.en}")
        if found.next:
            command = command_of(home, found)
            said = Bilingual(f"{said.zh}，请用 {command}", f"{said.en}: type {command}")
    return operator_error(Code.NOT_A_SUBMISSION, path=file, what=said)


def _ending(body: bytes) -> str:
    """The ending of the file's name. Only people look at it: the hub goes by the content."""
    return ".xml" if body[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") else ".json"
