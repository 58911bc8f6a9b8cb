"""`hub simulate`: play insurers, banks and customs from a script."""

from pathlib import Path
from typing import Annotated

import typer

from hub.bootstrap.simulator import run_simulator
from hub.cli.screen import AsJson, StopSignal, home_of, plain, print_json, screen


def command(
    context: typer.Context,
    script: Annotated[Path, typer.Argument(readable=False, help="What the parties do (YAML).")],
    as_json: AsJson = False,
) -> None:
    """Play parties, well-behaved or not, on this home's queues, until SIGTERM or Ctrl-C."""
    home = home_of(context)

    def report(event: dict[str, object]) -> None:
        if as_json:
            print_json(event)
        else:
            screen.print(" ".join(plain(value) for value in event.values()))

    run_simulator(home, script, StopSignal(), report)
