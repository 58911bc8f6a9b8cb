"""docs/cli.md: the help of every verb, in English and in Chinese, as a terminal of 80 cells shows it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from hub.cli import app
from hub.cli.help import help_text
from hub.cli.verbs import VERBS, load
from hub.docs.page import HEAD

_HEAD = (
    HEAD
    + """# Command line

`hub VERB --help` shows the same on a terminal. The variable `HUB_LANG` (`zh`, `en`) chooses the language; where it is
not set, `LC_ALL`, `LC_MESSAGES` or `LANG` does: Chinese for `zh_…`, English for everything else. What `--json` prints,
exit codes and logs do not depend on the language. [Schemas of `--json`](schemas.md), [error codes](errors.md).

"""
)


def cli() -> Iterator[str]:
    """The page, verb by verb."""
    yield _HEAD
    for name, context in _contexts():
        yield f"## {name}\n\n"
        for language in ("en", "zh"):
            with _terminal(language):
                told = help_text(context, context.command.text, context.command.exits)
            yield f"```text\n{told}\n```\n\n"


def _contexts() -> Iterator[tuple[str, Any]]:
    """Every verb by the words that call it; hidden ones too, for a script may call them."""
    root = typer.Context(typer.main.get_command(app), info_name="hub", help_option_names=["-h", "--help"])
    yield "hub", root
    for name in VERBS:
        verb = load(name)
        context = typer.Context(verb, info_name=name, parent=root)
        yield f"hub {name}", context
        for inner, command in verb.commands.items() if isinstance(verb, TyperGroup) else ():
            yield f"hub {name} {inner}", typer.Context(command, info_name=inner, parent=context)


@contextmanager
def _terminal(language: str) -> Iterator[None]:
    """A terminal of 80 cells, whose user reads this language."""
    before = dict(os.environ)
    os.environ.update(HUB_LANG=language, COLUMNS="80")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
