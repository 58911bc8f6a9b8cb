"""`hub submit`: drop a submission on a portal's queue."""

from typing import Annotated, Final

import typer

from hub.bootstrap.known import must_be_portal
from hub.bootstrap.names import portal_file
from hub.bootstrap.queues import queues_of
from hub.catalogue import read_envelope
from hub.cli.options import SubmissionFile
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.reading.name_inside import name_inside
from hub.text.bilingual import Bilingual
from hub.views.installation import SubmittedView
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "hub 以事件答复该渠道。",
    "The hub answers the portal with events.",
)


def command(
    context: typer.Context,
    file: SubmissionFile,
    portal: Annotated[
        str,
        typer.Option(metavar="PORTAL"),
        Bilingual("放入哪个渠道的队列。", "The portal whose queue the submission is dropped on."),
    ] = "national",
    as_json: AsJson = False,
) -> None:
    """Drop one submission, whatever is in it: the hub judges it."""
    home = home_of(context)
    _ = home.settings  # raises where this is no home
    must_be_portal(home, portal)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise operator_error(Code.FILE_UNREADABLE, path=file) from error
    placed = queues_of(home).submit(portal, f"{file.stem.lstrip('.') or 'submission'}{_ending(body)}", body)
    name = _id(body, home, portal)
    if as_json:
        print_json(json_of(SubmittedView(portal=portal, submission=name, file=str(placed))))
    else:
        shown = plain(name or "…")
        text = Bilingual(
            f"已把 [bold]{shown}[/] 放入渠道 {portal} 的队列；用 hub show {shown} 查看",
            f"Dropped [bold]{shown}[/] on the queue of {portal}. `hub show {shown}` shows what becomes of it.",
        )
        screen.print(text)


def _ending(body: bytes) -> str:
    """The ending of the file's name. Only people look at it: the hub goes by the content."""
    return ".xml" if body[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") else ".json"


def _id(body: bytes, home: Home, portal: str) -> str | None:
    """The submission's id as a hint for the operator, where the portal or the hub writes it.

    Whether it can be read is for the hub to judge.
    """
    shape = read_envelope(portal_file(home, portal))
    in_shape = name_inside(body, shape.at("id")) if shape is not None else None
    return in_shape or name_inside(body)
