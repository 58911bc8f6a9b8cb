"""Processes of tests that begin with a hub and its catalogue loaded.

Loading takes some three seconds of processor time, which was most of what two processes cost that race each other.
They are forked from a server that has loaded everything, and has no thread, no store and no queue.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from unittest.mock import patch

from hub.testing.elsewhere import Program


@cache
def forked() -> ForkServerContext:
    """What makes such processes; the server ends with these tests."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["loaded"])
    with patch.dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)):  # where the server looks for what it loads
        forkserver.ensure_running()
    return context


def kill_in(program: Callable[..., None], *given: object) -> None:
    """Let a program run in such a process, which it ends by SIGKILL."""
    process = forked().Process(target=program, args=given)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


class Forked:
    """A program of a port's contract in such a process, ended by SIGKILL (`hub.testing.elsewhere.Running`)."""

    def __init__(self, opening: str, program: Program, *arguments: object) -> None:
        """`opening`: Python lines that make the port's object and name it `port`."""
        self._told, telling = forked().Pipe(duplex=False)
        self._process = forked().Process(target=_open_and_run, args=(opening, program, arguments, telling))
        self._process.start()
        telling.close()

    def line(self) -> str:
        with suppress(EOFError):
            return str(self._told.recv())
        return ""

    def kill(self) -> list[str]:
        self._process.kill()
        return self.finish()

    def finish(self) -> list[str]:
        left = list(iter(self.line, ""))
        self._process.join()
        self._told.close()
        return left


class _ForkedLife:
    """A Life whose lines go through a pipe."""

    def __init__(self, telling: Connection) -> None:
        self._telling = telling

    def say(self, line: str) -> None:
        self._telling.send(line)

    def hang(self) -> None:
        time.sleep(600)


def _open_and_run(opening: str, program: Program, arguments: tuple[object, ...], telling: Connection) -> None:
    made: dict[str, object] = {}
    exec(opening, made)
    program(made["port"], _ForkedLife(telling), *arguments)
