"""`hub simulate`: play insurers, banks and customs from a script."""

from pathlib import Path
from typing import Annotated, Final

import typer

from hub.bootstrap.simulator import run_simulator
from hub.cli.screen import AsJson, StopSignal, home_of, plain, print_json, screen
from hub.text.bilingual import Bilingual

DETAILS: Final = Bilingual(
    "在本主目录的队列上按脚本收发：收到什么后如何答复，何时主动发送什么；可守规，也可出错。"
    "每件事打印一行，直到 SIGTERM 或 Ctrl-C。",
    "The parties work on this home's queues. The script says what each answers to what it gets, and what it sends by "
    "itself, well-behaved or not. Each event is one line, until SIGTERM or Ctrl-C.",
)


def command(
    context: typer.Context,
    script: Annotated[
        Path,
        typer.Argument(metavar="SCRIPT", readable=False),
        Bilingual("脚本文件（YAML）：各方做什么。", "The script, a YAML file: what the parties do."),
    ],
    as_json: AsJson = False,
) -> None:
    """Play the parties of a script until a signal comes."""
    home = home_of(context)

    def report(event: dict[str, object]) -> None:
        if as_json:
            print_json(event)
        else:
            screen.print(" ".join(plain(value) for value in event.values()))

    run_simulator(home, script, StopSignal(), report)
