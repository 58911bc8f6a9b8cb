"""`hub attention list`: everything that needs a person now, since when, who is waited for, and what to type next."""

from collections.abc import Sequence
from typing import Final

import typer

from hub.bootstrap.attention import attention_of
from hub.bootstrap.clock import SystemClock
from hub.cli.attention_items import show_all
from hub.cli.screen import AsJson, home_of, print_json
from hub.cli.spoken import spoken
from hub.errors import Wording
from hub.exit_codes import ExitCode
from hub.views.attention import ItemView
from hub.views.failures import FailureText, failure_text
from hub.views.view import json_of

HELP: Final = spoken(
    zh="涉及款项的在前（¥），其余久等的在前。每项有时长、名称、在等谁、一句说明，以及下一条命令，可直接复制。\n\n"
    "有待处理的，退出码为 1；没有则为 0；审计库打不开时为 4 或 5。",
    en="Money first (¥), then by age. Each item has its age, its name, who is waited for, a sentence, and the next "
    "command, to be copied as it is.\n\n"
    "The exit code is 1 when something needs a person and nobody has noted it, 0 when nothing does, and 4 or 5 "
    "when the store cannot be read.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("list", cls=HELP)(list_items)


def list_items(context: typer.Context, as_json: AsJson = False) -> None:
    """List what needs a person."""
    home, now = home_of(context), SystemClock().now()
    _ = home.settings  # raises where this is no home
    failures: list[FailureText] = []
    seen = attention_of(home, now, lambda error: _kept(failures, error), home.verb)
    if as_json:
        print_json(json_of(seen))
    else:
        show_all(seen, now)
    if seen.items:
        raise typer.Exit(_exit(seen.items, failures))


def _kept(failures: list[FailureText], error: Exception) -> Wording:
    failures.append(failure_text(error))
    return failures[-1].wording


def _exit(items: Sequence[ItemView], failures: Sequence[FailureText]) -> ExitCode:
    """That of a store that cannot be read, for whoever asks after its health; else 1."""
    of_store = {item.code for item in items if item.kind == "store"}
    return next((one.exit for one in failures if one.wording.code in of_store), ExitCode.REFUSED)
