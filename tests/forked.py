"""Processes of tests that begin with a hub and its catalogue loaded.

Loading takes some three seconds of processor time, which was most of what two processes cost that race each other.
They are forked from a server that has loaded everything, and has no thread, no store and no queue.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from unittest.mock import patch


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
