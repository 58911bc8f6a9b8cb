"""What all verbs share: where the home is, how things look, how a verb fails."""

import signal
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from hub import version
from hub.exit_codes import ExitCode
from hub.home.logs import log_to
from hub.text.visible import json_text, visible

if TYPE_CHECKING:
    from hub.home.place import Home

EXIT_CODES = (
    "Exit codes: 0 done · 1 found wrong or refused · 2 wrong usage · 3 not found · "
    "4 home, settings or keys unusable · 5 store or queue gone"
)
screen = Console(highlight=False, soft_wrap=True, emoji=False)
aside = Console(highlight=False, soft_wrap=True, emoji=False, stderr=True)


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
    from hub.home.place import Home  # noqa: PLC0415 - the help, and the completion of words, need no settings

    context.obj = Home(home)
    log_to(context.obj.log)


def home_of(context: typer.Context) -> "Home":
    """The home that the command line names."""
    home: Home = context.obj
    return home


def fail(line: str, code: ExitCode) -> NoReturn:
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


def plain(value: object, *, lines: bool = False) -> str:
    """A value from outside, as itself: what looks like markup in it stays text, and it does nothing to a terminal.

    It is one line, unless it may be several `lines`.
    """
    text = escape(visible(str(value), lines=lines))
    odd = (len(text) - len(text.rstrip("\\"))) % 2
    return text + "\\" * odd  # an odd one would take away the meaning of our own markup behind it
