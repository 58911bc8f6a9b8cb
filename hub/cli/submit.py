"""`hub submit`: drop a submission as a portal does."""

import json
from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap.queues import queues_of
from hub.cli.known import must_be_portal
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.errors import Code, operator_error
from hub.views.installation import SubmittedView
from hub.views.view import json_of


def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, help="The submission (JSON).")],
    portal: Annotated[str, typer.Option(help="The portal whose queue it goes to.")] = "national",
    as_json: AsJson = False,
) -> None:
    """Drop a submission on a portal's queue, as the portal would; the hub answers with events."""
    home = home_of(context)
    _ = home.settings  # a home it must be
    must_be_portal(home, portal)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise operator_error(Code.FILE_UNREADABLE, path=file) from error
    placed = queues_of(home).submit(portal, f"{file.stem.lstrip('.') or 'submission'}.json", body)
    name = _id(body)
    if as_json:
        print_json(json_of(SubmittedView(portal=portal, submission=name, file=str(placed))))
    else:
        shown = plain(name or "…")
        screen.print(f"dropped [bold]{shown}[/] on the queue of {portal}; `hub show {shown}` tells more")


def _id(body: bytes) -> str | None:
    """The submission's id as a hint for the operator; the hub itself decides whether it can be read."""
    try:
        value = json.loads(body).get("id")
    except (ValueError, AttributeError, RecursionError):
        return None
    return value if isinstance(value, str) else None
