"""`hub run`: work until told to stop."""

import os
import sys
from functools import partial
from typing import Annotated

import typer

from hub import bootstrap
from hub.cli.screen import AsJson, Failure, StopSignal, home_of, print_json, screen
from hub.config import Home
from hub.errors import Deferred
from hub.supervise import Supervisor


def command(
    context: typer.Context,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes share the work.")] = 1,
    number: Annotated[int, typer.Option("--worker", hidden=True, help="Be this worker of a running hub.")] = 0,
    of: Annotated[int, typer.Option("--of", hidden=True, help="The process that supervises this worker.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Take submissions and replies, dispatch messages and events, until SIGTERM or Ctrl-C.

    Workers that die are started again. More machines are more `hub run` on the same broker and store.
    """
    home = home_of(context)
    if number:
        work(home, number, of, as_json=as_json)
    else:
        supervise(home, workers, as_json=as_json)


def supervise(home: Home, workers: int, *, as_json: bool) -> None:
    """Keep so many workers alive; raises SystemExit where none of them can start."""
    shown = ["--json"] if as_json else []
    command = [sys.executable, "-P", "-m", "hub", "--home", str(home.path), "run", *shown, "--of", str(os.getpid())]
    with bootstrap.alone(home) as lock:
        supervisor = Supervisor(
            lambda number: [*command, "--worker", str(number)],
            workers,
            Failure.SETUP,
            lock,
            partial(bootstrap.died_of_a_delivery, home),
        )
        ended = supervisor.run(StopSignal())
    if ended:
        raise SystemExit(ended)
    if not as_json:
        screen.print("hub has stopped")


def work(home: Home, number: int, supervisor: int, *, as_json: bool) -> None:
    """Be one worker, until told to stop or until the supervisor is gone; raises Deferred when the machine fails."""
    told = StopSignal()

    def stop() -> bool:
        return told() or os.getppid() != supervisor

    def waits(reason: str) -> None:
        if as_json:
            print_json({"event": "waiting", "worker": number, "reason": reason})
        else:
            print(f"hub: waiting: {reason}", file=sys.stderr, flush=True)

    try:
        with bootstrap.open_worker(home, number, stop, waits) as worker:
            _say_ready(home, number, as_json=as_json)
            worker.run(stop)
    except Deferred:
        if not stop():
            raise
    except OSError as error:  # such as no descriptors left: the next life may have what this one lacks
        raise Deferred(f"{error.strerror}: {error.filename or ''}", "HUB-507") from error


def _say_ready(home: Home, number: int, *, as_json: bool) -> None:
    place = home.path.absolute()
    if as_json:
        print_json({"event": "ready", "home": str(place), "worker": number})
    else:
        screen.print(
            f"hub is running in [bold]{place}[/], worker {number} [dim](Ctrl-C ends it; hub.log tells more)[/]"
        )
