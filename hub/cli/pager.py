"""A pager for what is longer than the screen, as git has it."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated

import typer
from rich.console import Console

from hub.cli.screen import screen
from hub.text.bilingual import Bilingual

NoPager = Annotated[
    bool,
    typer.Option("--no-pager"),
    Bilingual("内容超过一屏时也不分页。", "Do not page what is longer than the screen."),
]


@contextmanager
def paged(is_wanted: bool, on: Console = screen) -> Iterator[None]:
    """Hold what is printed, and show it by PAGER (otherwise `less`) if it is longer than the terminal."""
    if not is_wanted or not sys.stdout.isatty():
        yield
        return
    try:
        with on.capture() as held:
            yield
    except BaseException:  # what was printed before it stands
        sys.stdout.write(held.get())
        raise
    text = held.get()
    if text.count("\n") < on.height or not _show(os.environ.get("PAGER", "less"), text):
        sys.stdout.write(text)
        sys.stdout.flush()


def _show(pager: str, text: str) -> bool:
    """Whether the pager could be started. The reader may leave it before the end."""
    try:
        words = shlex.split(pager)
    except ValueError:  # a quotation mark without its other one
        return False
    if words in ([], ["cat"]):
        return False
    environment = {"LESS": "FRX", "LV": "-c", **os.environ}  # quit if it fits, keep colours, leave the text
    try:
        process = subprocess.Popen(words, stdin=subprocess.PIPE, env=environment)  # noqa: S603 - the user's own
    except OSError:
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the pager's
    try:
        with suppress(BrokenPipeError):
            process.communicate(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
        process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return True
