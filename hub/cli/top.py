"""`hub top`: the overview, looked at again and again."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from hub.bootstrap.clock import SystemClock
from hub.cli.pressed_keys import pressed_keys
from hub.cli.screen import AsJson, home_of, plain, screen
from hub.cli.status import look, show, tell
from hub.home.place import Home
from hub.text.bilingual import Bilingual
from hub.views.view import Moment

DETAILS: Final = Bilingual(
    "只读。没有终端或加 --json 时，输出一次即结束。",
    "It only reads. Without a terminal, or with --json, it prints once and ends.",
)
Every = Annotated[
    float,
    typer.Option("--every", metavar="SECONDS", min=1),
    Bilingual("每隔多少秒刷新。", "Seconds between two looks."),
]


def command(context: typer.Context, every: Every = 5, as_json: AsJson = False) -> None:
    """Show the overview until somebody has seen enough."""
    home, now = home_of(context), SystemClock().now()
    seen = look(home, now)  # raises where this is no home
    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        tell(seen, now, as_json)
        return
    with suppress(KeyboardInterrupt), _ended_by_signals():
        _follow(home, every)


def _follow(home: Home, every: float) -> None:
    console = Console(highlight=False, emoji=False)
    with pressed_keys() as wait, Live(console=console, screen=True, auto_refresh=False) as live:
        key: bytes | None = None
        while key not in {b"", b"q", b"Q"}:
            live.update(_picture(home, every), refresh=True)
            key = wait(every)


def _picture(home: Home, every: float) -> Text:
    """What stands on the terminal: the overview, as far as it fits."""
    now = SystemClock().now()
    seen = look(home, now)
    with screen.capture() as held:
        screen.print(f"[reverse]{plain(_heading(now, every))}[/]")
        show(seen, now)
    lines = held.get().splitlines()
    if len(lines) > screen.height:
        left = len(lines) - screen.height + 1
        lines[screen.height - 1 :] = [f"… {Bilingual(f'另有 {left} 行，见 hub status', f'{left} more: hub status')}"]
    picture = Text.from_ansi("\n".join(lines))
    picture.no_wrap, picture.overflow = True, "ellipsis"
    return picture


def _heading(now: int, every: float) -> Bilingual:
    return Bilingual(f"{Moment(now)}  每 {every:g} 秒刷新，按 q 退出", f"{Moment(now)}  every {every:g} s, q ends it")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM and Ctrl-C leave the terminal as it was, as `q` does: they interrupt no work."""

    def end(_number: int, _frame: object) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
