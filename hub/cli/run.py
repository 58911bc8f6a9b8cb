"""`hub run`: work until told to stop."""

import signal
from types import FrameType

import typer

from hub import bootstrap
from hub.cli.screen import AsJson, home_of, print_json, screen


class StopSignal:
    """Turns SIGTERM and SIGINT into a wish to stop after the batch at hand."""

    def __init__(self) -> None:
        self.wished = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._wish)

    def _wish(self, _number: int, _frame: FrameType | None) -> None:
        self.wished = True

    def __call__(self) -> bool:
        return self.wished


def command(context: typer.Context, as_json: AsJson = False) -> None:
    """Take submissions and replies, dispatch messages and events, until SIGTERM or Ctrl-C."""
    home = home_of(context)
    stop = StopSignal()
    with bootstrap.open_worker(home) as worker:
        if as_json:
            print_json({"event": "ready", "home": str(home.path.absolute())})
        else:
            screen.print(
                f"hub is running in [bold]{home.path.absolute()}[/] [dim](Ctrl-C ends it; hub.log tells more)[/]"
            )
        worker.run(stop)
    if not as_json:
        screen.print("hub has stopped")
