"""`hub run`: work until told to stop."""

import os
import signal
import sys
from contextlib import suppress
from functools import partial
from typing import Annotated

import typer

from hub.bootstrap.health import prove_store
from hub.bootstrap.lock import alone
from hub.bootstrap.workers import died_of_a_delivery
from hub.cli.screen import AsJson, StopSignal, complain, home_of, print_json
from hub.errors import Code, Deferred
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.operate.supervise import Supervisor
from hub.text.log import Log
from hub.text.visible import visible
from hub.views.installation import ReadyView, WaitsView
from hub.views.view import json_of

log = Log()


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
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a terminal that is closed, or who rotates logs; workers inherit it
    if number:
        work(home, number, of, as_json=as_json)
    else:
        supervise(home, workers, as_json=as_json)


def supervise(home: Home, workers: int, *, as_json: bool) -> None:
    """Keep so many workers alive; raises SystemExit where none of them can start."""
    shown = ["--json"] if as_json else []
    command = [sys.executable, "-P", "-m", "hub", "--home", str(home.path), "run", *shown, "--of", str(os.getpid())]
    with alone(home) as lock:
        for fault in prove_store(home):
            log.warning("store_fault", reason=fault)
            if not as_json:
                complain(fault)
        supervisor = Supervisor(
            lambda number: [*command, "--worker", str(number)],
            workers,
            ExitCode.SETUP,
            lock,
            partial(died_of_a_delivery, home),
        )
        ended = supervisor.run(StopSignal())
    if ended:
        raise SystemExit(ended)
    if not as_json:
        with suppress(OSError):
            print("hub has stopped", flush=True)


def work(home: Home, number: int, supervisor: int, *, as_json: bool) -> None:
    """Be one worker, until told to stop or until the supervisor is gone; raises Deferred when the machine fails."""
    from hub.bootstrap.worker import open_worker  # noqa: PLC0415 - slow to load, and the supervisor needs none of it

    told = StopSignal()
    started = False

    def stop() -> bool:
        return told() or os.getppid() != supervisor

    def waits(reason: str) -> None:
        with suppress(OSError):  # nobody looks any more
            _say_waiting(number, reason, as_json=as_json)

    try:
        with open_worker(home, number, stop, waits) as worker:
            started = True
            with suppress(OSError):
                _say_ready(home, number, as_json=as_json)
            worker.run(stop)
    except Deferred:
        if not stop():
            raise
    except OSError as error:  # such as no descriptors left: the next life may have what this one lacks
        if isinstance(error, PermissionError) and not started:
            raise
        raise Deferred(f"{error.strerror}: {error.filename or ''}", Code.SYSTEM_UNAVAILABLE) from error


def _say_waiting(number: int, reason: str, *, as_json: bool) -> None:
    if as_json:
        print_json(json_of(WaitsView(worker=number, reason=reason)))
    else:
        complain(f"waiting: {reason}")


def _say_ready(home: Home, number: int, *, as_json: bool) -> None:
    place = home.path.absolute()
    if as_json:
        print_json(json_of(ReadyView(home=str(place), worker=number)))
    else:
        told = f"hub is running in {visible(str(place))}, worker {number} (Ctrl-C ends it; hub.log tells more)"
        print(told, flush=True)  # rich would end the process where nobody looks any more
