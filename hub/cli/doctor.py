"""`hub doctor`: is everything there that a hub needs?"""

from collections.abc import Iterator
from typing import Final

import typer

from hub.bootstrap.doctor import looks_at
from hub.cli.failures import failure_text
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.operate.doctor import examination
from hub.views.installation import DoctorView, LookView
from hub.views.view import json_of

COLOURS: Final = {"ok": "green", "warning": "yellow", "failure": "red"}


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """Look at home, catalogue, keys, store, broker, clock and disk; exit 1 when a check is a failure.

    Run it as the user that the hub runs as: what only the hub may read or write is looked at too.
    """
    checks = []
    for check in examine(home_of(context)):
        checks.append(check)
        if not as_json:
            screen.print(f"[{COLOURS[check.result]}]{check.result:<8}[/] {check.name:<10} {plain(check.text)}")
    if as_json:
        print_json(json_of(DoctorView(checks=checks)))
    if any(check.result == "failure" for check in checks):
        raise typer.Exit(ExitCode.REFUSED)


def examine(home: Home) -> Iterator[LookView]:
    """Every look in turn. Raises nothing; without settings, the others say that they were not made."""
    for look in examination.examine(looks_at(home), lambda error: failure_text(error).line):
        yield LookView(name=look.name, result=look.result, text=look.text)
