"""`hub doctor`: check that everything is there that a hub needs."""

from collections.abc import Iterator
from typing import Final

import typer

from hub.cli.failures import told
from hub.cli.screen import AsJson, Failure, home_of, plain, print_json, screen
from hub.cli.tables import filled
from hub.config import Home
from hub.doctor import CHECKS, Look
from hub.judgements import Finding, Result, not_checked
from hub.views.bilingual import Bilingual
from hub.views.installation import DoctorView, LookView
from hub.views.view import json_of
from hub.views.words import CHECKS as CHECK_LABELS
from hub.views.words import RESULTS, label

DETAILS: Final = Bilingual(
    "请以运行 hub 的用户身份执行，因为也要检查只有该用户才能读写的内容。有一项失败，退出码为 1。",
    "Run it as the user that runs the hub: it also checks what only that user may read or write. "
    "The exit code is 1 when a check fails.",
)

UNUSABLE: Final = Bilingual("主目录不可用", "the home is unusable")
ORDER: tuple[Result, ...] = ("ok", "warning", "failure")
COLOURS = {"ok": "green", "warning": "yellow", "failure": "red"}


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """Make every check, and print each as soon as it is made."""
    checks = []
    for check in examine(home_of(context)):
        checks.append(check)
        if not as_json:
            result, name = label(check.result, RESULTS), label(check.name, CHECK_LABELS)
            screen.print(f"[{COLOURS[check.result]}]{filled(result, 8)}[/] {filled(name, 10)} {plain(check.text)}")
    if as_json:
        print_json(json_of(DoctorView(checks=checks)))
    if any(check.result == "failure" for check in checks):
        raise typer.Exit(Failure.REFUSED)


def examine(home: Home) -> Iterator[LookView]:
    """Every check in turn. Raises nothing. Without settings the other checks are reported as not made."""
    is_usable = True
    for name, look in CHECKS.items():
        check = _sum_up(name, _looked(look, home) if is_usable else [not_checked(UNUSABLE.fixed)])
        is_usable = is_usable and (name != "home" or check.result != "failure")
        yield check


def _looked(look: Look, home: Home) -> list[Finding]:
    """What a check found, up to the failure that ended it."""
    found: list[Finding] = []
    try:
        found.extend(look(home))
    except Exception as error:
        found.append(Finding("failure", told(error).line))
    return found


def _sum_up(name: str, found: list[Finding]) -> LookView:
    """The worst result, with the text of everything that is not ok."""
    worst = max((finding.result for finding in found), key=ORDER.index)
    told = [finding for finding in found if finding.result != "ok"] or found
    return LookView(name=name, result=worst, text=" ".join("; ".join(finding.text for finding in told).split()))
