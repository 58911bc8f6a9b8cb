"""`hub run`: work until told to stop."""

import os
import signal
import sys
from contextlib import suppress
from functools import partial
from typing import Annotated, Final

import typer

from hub.bootstrap.health import prove_store
from hub.bootstrap.lock import alone
from hub.bootstrap.workers import died_of_a_delivery, has_worked
from hub.cli.screen import AsJson, StopSignal, complain, home_of, print_json
from hub.errors import Code, Deferred, Wording
from hub.exit_codes import ExitCode
from hub.home.place import Home
from hub.operate.supervise import Supervisor
from hub.text.bilingual import Bilingual
from hub.text.log import Log
from hub.text.visible import visible
from hub.views.installation import ReadyView, WaitsView
from hub.views.view import json_of

DETAILS: Final = Bilingual(
    "一直运行到 SIGTERM 或 Ctrl-C；工作进程意外退出会自动重启。多台机器：各自对同一消息服务器和审计库运行 hub run。",
    "It runs until SIGTERM or Ctrl-C. Workers that die are started again. On more machines, run `hub run` on the same "
    "broker and store.",
)
log = Log()


def command(
    context: typer.Context,
    workers: Annotated[
        int,
        typer.Option(metavar="N", min=1, max=64),
        Bilingual("工作进程数。", "The number of worker processes that share the work."),
    ] = 1,
    number: Annotated[
        int,
        typer.Option("--worker", hidden=True),
        Bilingual("充当运行中 hub 的这个工作进程。", "Be this worker of a running hub."),
    ] = 0,
    of: Annotated[
        int,
        typer.Option("--of", hidden=True),
        Bilingual("监管此工作进程的进程号。", "The process that supervises this worker."),
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Supervise workers; or be one of them, which is how the supervisor calls it."""
    home = home_of(context)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # from a closed terminal, or log rotation; workers inherit it
    if number:
        work(home, number, of, as_json=as_json)
    else:
        supervise(home, workers, as_json=as_json)


def supervise(home: Home, workers: int, *, as_json: bool) -> None:
    """Keep so many workers alive until a signal comes. Raises SystemExit where none of them can start."""
    shown = ["--json"] if as_json else []
    command = [sys.executable, "-P", "-m", "hub", "--home", str(home.path), "run", *shown, "--of", str(os.getpid())]
    with alone(home) as lock:
        for fault in prove_store(home):
            log.warning("store_fault", reason=fault.fixed)
            if not as_json:
                complain(fault)
        supervisor = Supervisor(
            lambda number: [*command, "--worker", str(number)],
            workers,
            ExitCode.SETUP,
            lock,
            partial(died_of_a_delivery, home),
            partial(has_worked, home),
        )
        ended = supervisor.run(StopSignal())
    if ended:
        raise SystemExit(ended)
    if not as_json:
        with suppress(OSError):
            print(Bilingual("hub 已停止", "hub has stopped"), flush=True)


def work(home: Home, number: int, supervisor: int, *, as_json: bool) -> None:
    """Be one worker until a signal comes or the supervisor is gone. Raises Deferred when the machine fails."""
    told = StopSignal()
    from hub.bootstrap.worker import open_worker  # noqa: PLC0415 - slow to load, and the supervisor needs none of it

    started = False

    def stop() -> bool:
        return told() or os.getppid() != supervisor

    def waits(reason: Wording) -> None:
        with suppress(OSError):  # standard output is closed
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
    except OSError as error:  # such as no file descriptors left: a new process may have some
        if isinstance(error, PermissionError) and not started:
            raise
        raise Deferred(f"{error.strerror}: {error.filename or ''}", Code.SYSTEM_UNAVAILABLE) from error


def _say_waiting(number: int, reason: Wording, *, as_json: bool) -> None:
    if as_json:
        print_json(json_of(WaitsView(worker=number, reason=reason.fixed)))
    else:
        complain(Bilingual(f"等待中：{reason}", f"waiting: {reason}"))


def _say_ready(home: Home, number: int, *, as_json: bool) -> None:
    place = home.path.absolute()
    if as_json:
        print_json(json_of(ReadyView(home=str(place), worker=number)))
    else:
        shown = visible(str(place))
        text = Bilingual(
            f"hub 正在 {shown} 运行，工作进程 {number}（Ctrl-C 停止，日志见 hub.log）",
            f"hub is running in {shown}, worker {number} (Ctrl-C ends it; its log is hub.log)",
        )
        print(text, flush=True)  # Rich would end the process where standard output is closed
