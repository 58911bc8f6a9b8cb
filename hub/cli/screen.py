"""What all verbs share: the home, output to people and to programs, exit codes."""

import signal
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from hub import version
from hub.exit_codes import ExitCode
from hub.home.logs import log_to
from hub.text.bilingual import Bilingual
from hub.text.visible import json_text, visible

if TYPE_CHECKING:
    from hub.errors import Rejected
    from hub.home.place import Home

screen = Console(highlight=False, soft_wrap=True, emoji=False)
_USUAL_WIDTH: Final = 80
aside = Console(highlight=False, soft_wrap=True, emoji=False, stderr=True)


EXIT_CODES: Final[Mapping[int, Bilingual]] = {
    0: Bilingual("已完成", "done"),
    ExitCode.REFUSED: Bilingual("检查发现问题，或被拒绝", "a check found faults, or the request was refused"),
    ExitCode.USAGE: Bilingual("命令用法有误", "wrong usage"),
    ExitCode.NOT_FOUND: Bilingual("找不到", "not found"),
    ExitCode.SETUP: Bilingual("主目录、配置或密钥不可用", "the home, its settings or its keys cannot be used"),
    ExitCode.GONE: Bilingual("审计库或队列暂不可用", "the store or the queue is not available"),
    ExitCode.INTERRUPTED: Bilingual("被 Ctrl-C 中断", "interrupted by Ctrl-C"),
}
"""What each exit code means."""
AsJson = Annotated[
    bool,
    typer.Option("--json"),
    Bilingual("输出 JSON，供程序读取，每行一个对象。", "Print JSON for programs, one object a line."),
]


def show_what_can_be_shown() -> None:
    """Write a character that the encoding of standard output lacks as an escape, instead of failing.

    A terminal that says it has no columns is written to as one of which nothing is known.
    """
    for console in (screen, aside):
        if console.width < 1:
            console.width = _USUAL_WIDTH
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class StopSignal:
    """True once SIGTERM or SIGINT has come. Works also where the shell that started the process ignored them."""

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
        typer.Option(envvar="HUB_HOME", metavar="DIR", readable=False, show_default=False),
        Bilingual(
            "主目录：配置、审计库、队列和密钥所在之处；默认为当前目录。可写在命令之前或之后。",
            "The hub's directory, with its settings, store, queues and keys. The current directory unless it is given. "
            "The option may stand before or after the command.",
        ),
    ] = Path(),
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version),
        Bilingual("显示版本号。", "Print the version."),
    ] = False,
) -> None:
    """Keep the home for the verb, and begin its log."""
    from hub.home.place import Home  # noqa: PLC0415 - the help, and the completion of words, need no settings

    context.obj = Home(home)
    log_to(context.obj.log)


def home_of(context: typer.Context) -> "Home":
    """The home that the command line names, or HUB_HOME, or the current directory."""
    home: Home = context.obj
    return home


def fail(line: object, code: ExitCode) -> NoReturn:
    """Print one line on standard error and end with an exit code."""
    complain(line)
    raise SystemExit(int(code))


def lines_of(refusal: "Rejected") -> str:
    """Why an act was refused, in one line."""
    return "; ".join(f"{fault.code} {Bilingual(fault.zh, fault.en).both}" for fault in refusal.faults)


def complain(line: object) -> None:
    """Print one line on standard error."""
    print(f"hub: {visible(str(line))}", file=sys.stderr)


def write_bytes(body: bytes) -> None:
    """Write exactly these bytes to standard output."""
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def print_json(value: Mapping[str, Any], *, indent: int | None = None) -> None:
    """Print one line of JSON, or several where it is indented. ASCII only where standard output is not UTF-8.

    The line and its end are one write, also where Python buffers nothing: workers share standard output.
    """
    print(f"{json_line(value, indent=indent)}\n", end="", flush=True)


def json_line(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON that standard output can take."""
    return json_text(value, encoding=sys.stdout.encoding or "ascii", indent=indent)


def write_text(text: str) -> None:
    """Print a text of several lines; control characters in it are replaced by a mark."""
    print(visible(text, lines=True), flush=True)


def say_empty(text: Bilingual, as_json: bool) -> None:
    """Say that nothing was found: a sentence for people, `[]` for programs."""
    if as_json:
        print("[]", flush=True)
    else:
        screen.print(f"[dim]{text}[/]")


def plain(value: object, *, lines: bool = False) -> str:
    """A value from outside, safe to print: markup in it is escaped, control characters are replaced by a mark.

    The result is one line, unless `lines` allows several.
    """
    text = escape(visible(str(value), lines=lines))
    odd = (len(text) - len(text.rstrip("\\"))) % 2
    return text + "\\" * odd  # an odd one would take away the meaning of our own markup behind it
