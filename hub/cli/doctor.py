"""`hub doctor`: is everything there that a hub needs?"""

from collections.abc import Iterator

import typer

from hub.cli.failures import failure_text
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.config import Home
from hub.doctor import CHECKS, Look
from hub.exit_codes import ExitCode
from hub.judgements import Finding, Result, not_checked
from hub.views.installation import DoctorView, LookView
from hub.views.view import json_of

ORDER: tuple[Result, ...] = ("ok", "warning", "failure")
COLOURS = {"ok": "green", "warning": "yellow", "failure": "red"}


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
    """Every check in turn. Raises nothing; without settings, the others say that they were not made."""
    is_usable = True
    for name, look in CHECKS.items():
        check = _sum_up(name, _looked(look, home) if is_usable else [not_checked("the home is unusable")])
        is_usable = is_usable and (name != "home" or check.result != "failure")
        yield check


def _looked(look: Look, home: Home) -> list[Finding]:
    """What it found, up to what kept it from looking further."""
    found: list[Finding] = []
    try:
        found.extend(look(home))
    except Exception as error:
        found.append(Finding("failure", failure_text(error).line))
    return found


def _sum_up(name: str, found: list[Finding]) -> LookView:
    """The worst, with everything that is not ok."""
    worst = max((finding.result for finding in found), key=ORDER.index)
    failure_text = [finding for finding in found if finding.result != "ok"] or found
    return LookView(name=name, result=worst, text=" ".join("; ".join(finding.text for finding in failure_text).split()))
