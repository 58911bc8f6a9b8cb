"""`hub simulate`: play insurers, banks and customs from a script."""

import json
from pathlib import Path
from typing import Annotated

import typer

from hub import bootstrap
from hub.cli.screen import AsJson, StopSignal, home_of, screen


def command(
    context: typer.Context,
    script: Annotated[Path, typer.Argument(help="What the parties do (YAML).")],
    as_json: AsJson = False,
) -> None:
    """Play parties, well-behaved or not, on this home's queues, until SIGTERM or Ctrl-C."""
    home = home_of(context)

    def report(event: dict[str, object]) -> None:
        if as_json:
            print(json.dumps(event, ensure_ascii=False, default=str), flush=True)
        else:
            screen.print(" ".join(str(value) for value in event.values()), markup=False)

    bootstrap.run_simulator(home, script, StopSignal(), report)
