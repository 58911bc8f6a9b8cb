"""`hub keys check`: the keys and certificates, or the signatures of stored messages."""

from typing import Final

import typer

from hub.bootstrap.known import must_be_party
from hub.cli.key_checks import doubts, unverified
from hub.cli.key_options import (
    History,
    Party,
)
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.cli.spoken import spoken
from hub.cli.tables import filled
from hub.exit_codes import ExitCode
from hub.views.certificates import ChecksView
from hub.views.view import json_of
from hub.views.words import RESULTS as RESULT_LABELS
from hub.views.words import label

RESULTS: Final = {"ok": "green", "warning": "yellow", "failure": "red"}
HELP: Final = spoken(
    zh="检查密钥和证书；有一项失败，退出码为 1。\n\n要打开本方私钥：请以运行 hub 的用户身份执行。",
    en="Check keys and certificates. The exit code is 1 when a check fails.\n\n"
    "It opens the hub's private keys: run it as the user that runs the hub.",
)


def add_to(app: typer.Typer) -> None:
    """Make it a verb of the group."""
    app.command("check", cls=HELP)(check)


def check(
    context: typer.Context,
    history: History = False,
    party: Party = None,
    as_json: AsJson = False,
) -> None:
    """Check the keys and certificates, or the signatures of stored messages."""
    home = home_of(context)
    must_be_party(home, party)
    found = list(unverified(home, party) if history else doubts(home, party))
    if as_json:
        print_json(json_of(ChecksView(checks=found)))
    for check in found if not as_json else []:
        result = filled(label(check.result, RESULT_LABELS), 8)
        screen.print(f"[{RESULTS[check.result]}]{result}[/] {plain(check.words or check.text)}")
    if any(check.result == "failure" for check in found):
        raise typer.Exit(ExitCode.REFUSED)
