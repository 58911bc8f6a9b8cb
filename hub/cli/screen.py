"""What all verbs share: where the home is, how things look, how a verb fails."""

import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import IntEnum
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from hub import version
from hub.config import FILE, Home
from hub.logs import log_to
from hub.model import Document, Status, Statuses
from hub.visible import json_text, visible
from hub.xml.times import SHANGHAI, in_utc

EXIT_CODES = (
    "Exit codes: 0 done · 1 found wrong or refused · 2 wrong usage · 3 not found · "
    "4 home, settings or keys unusable · 5 store or queue gone"
)
screen = Console(highlight=False, soft_wrap=True, emoji=False)
aside = Console(highlight=False, soft_wrap=True, emoji=False, stderr=True)
_COLOURS = {"open": "cyan", "rest": "yellow", "final": "green", "event": "magenta"}
_BAD = {"F", "H001", "H002", "U005", "P003", "P005", "A002"}


class Failure(IntEnum):
    """Exit codes of a verb that did not do what it was asked."""

    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    SETUP = 4
    GONE = 5


AsJson = Annotated[bool, typer.Option("--json", help="One JSON object (a line each where there are many).")]


def show_what_can_be_shown() -> None:
    """Let a character that the terminal's encoding lacks be written as an escape: no verb dies of it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class StopSignal:
    """Turns SIGTERM and SIGINT into a wish to stop after what is at hand, also where a shell had them ignored."""

    def __init__(self) -> None:
        self.wished = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._wish)

    def _wish(self, _number: int, _frame: FrameType | None) -> None:
        self.wished = True

    def __call__(self) -> bool:
        return self.wished


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"hub {version()}")
        raise typer.Exit


def place_of_home(
    context: typer.Context,
    home: Annotated[
        Path,
        typer.Option(
            envvar="HUB_HOME",
            readable=False,
            help="The hub's directory: settings, store, queues and keys. It may stand before or after the verb.",
        ),
    ] = Path(),
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit."),
    ] = False,
) -> None:
    context.obj = Home(home)
    log_to(home / "hub.log" if (home / FILE).is_file() else Path(os.devnull))


def home_of(context: typer.Context) -> Home:
    """The home that the command line names."""
    home: Home = context.obj
    return home


def fail(line: str, code: Failure) -> NoReturn:
    """One line on standard error, and the verb's exit code."""
    complain(line)
    raise SystemExit(int(code))


def complain(line: str) -> None:
    print(f"hub: {visible(line)}", file=sys.stderr)


def write_bytes(body: bytes) -> None:
    """Exactly these bytes on standard output."""
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def print_json(value: Mapping[str, Any], *, indent: int | None = None) -> None:
    """One line, unless it is indented, that does nothing to a terminal either; in ASCII where it knows no more."""
    print(json_line(value, indent=indent), flush=True)


def json_line(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON that standard output can take."""
    return json_text(value, encoding=sys.stdout.encoding or "ascii", indent=indent)


def write_text(text: str) -> None:
    """A text of several lines on standard output; whatever would move a terminal is replaced by a mark."""
    print(visible(text, lines=True), flush=True)


def say_empty(text: str, as_json: bool) -> None:
    """Nothing was found: said to people, and an empty list to programs."""
    if as_json:
        print("[]", flush=True)
    else:
        screen.print(f"[dim]{text}[/]")


def document_json(document: Document, statuses: Statuses) -> dict[str, Any]:
    """A document as `hub log --json` prints it."""
    status = status_of(document.status, statuses)
    list_zh, list_en = status.listed(document.type)
    return {
        "record": document.record,
        "document": document.id,
        "type": document.type,
        "portal": document.portal,
        "party": document.party,
        "enterprise": document.enterprise,
        "status": status.code,
        "label_zh": status.zh,
        "label_en": status.en,
        "list_label_zh": list_zh,
        "list_label_en": list_en,
        "final": statuses.is_over(document.type, document.status),
        "disputed": sorted(document.disputes - {"told"}),
        "updated_at": moment(document.updated_at),
        "submission": document.sender_ref,
        "submitted_at": None if document.submitted_at is None else moment(document.submitted_at),
    }


def document_line(document: Document, statuses: Mapping[str, Status]) -> str:
    """A document in a list, as rich text: its record number first, and its status in a list's words."""
    return (
        f"{document.record or '—':<20} {document.id}  {document.type:<27} {plain(document.sender_ref):<20} "
        f"{coloured(status_of(document.status, statuses), document.type)}"
    )


def status_of(code: str, statuses: Mapping[str, Status]) -> Status:
    return statuses.get(code) or Status(code, code, code, "open")


def plain(value: object, *, lines: bool = False) -> str:
    """A value from outside, as itself: what looks like markup in it stays text, and it does nothing to a terminal.

    It is one line, unless it may be several `lines`.
    """
    text = escape(visible(str(value), lines=lines))
    odd = (len(text) - len(text.rstrip("\\"))) % 2
    return text + "\\" * odd  # an odd one would take away the meaning of our own markup behind it


def coloured(status: Status, type_: str | None = None) -> str:
    """A status as rich text: as a trail's row says it, or as the list of a document type does."""
    colour = "red" if status.code in _BAD else _COLOURS[status.kind]
    zh, en = (status.zh, status.en) if type_ is None else status.listed(type_)
    return f"[{colour}]{status.code:<4} {zh}[/] [dim]{en}[/]"


def moment(at: int) -> str:
    """RFC 3339 in UTC, to the microsecond: for programs."""
    return in_utc(at)


def clock_time(at: int) -> str:
    """Shanghai time to the second: for people, as a portal shows 入库时间."""
    return datetime.fromtimestamp(at // 1_000_000, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
