"""`hub doctor`: check that everything is there that a hub needs."""

from collections.abc import Iterator
from typing import Final

import typer

from hub.bootstrap.doctor import looks_at
from hub.cli.screen import AsJson, home_of, plain, print_json, screen
from hub.cli.tables import filled
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.operate.doctor import examination
from hub.operate.doctor.examination import Examined
from hub.text.bilingual import Bilingual
from hub.views.failures import failure_text
from hub.views.installation import DoctorView, LookView
from hub.views.view import json_of
from hub.views.words import CHECKS as CHECK_LABELS
from hub.views.words import RESULTS, label

DETAILS: Final = Bilingual(
    "请以运行 hub 的用户身份执行，因为也要检查只有该用户才能读写的内容。有一项失败，退出码为 1。",
    "Run it as the user that runs the hub: it also checks what only that user may read or write. "
    "The exit code is 1 when a check fails.",
)

COLOURS: Final = {"ok": "green", "warning": "yellow", "failure": "red"}


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """Make every check, and print each as soon as it is made."""
    checks = []
    for check in examine(home_of(context)):
        checks.append(check)
        if not as_json:
            result, name = label(check.result, RESULTS), label(check.name, CHECK_LABELS)
            screen.print(f"[{COLOURS[check.result]}]{filled(result, 8)}[/] {filled(name, 10)} {plain(check)}")
    if as_json:
        print_json(json_of(DoctorView(checks=[_view(check) for check in checks])))
    if any(check.result == "failure" for check in checks):
        raise typer.Exit(ExitCode.REFUSED)


def examine(home: Home) -> Iterator[Examined]:
    """Every check in turn. Raises nothing. Without settings the other checks are reported as not made."""
    return examination.examine(looks_at(home), lambda error: failure_text(error).wording)


def _view(check: Examined) -> LookView:
    return LookView(name=check.name, result=check.result, text=check.fixed)
