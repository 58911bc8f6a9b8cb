"""Runs the hub's verbs in processes of their own that begin with everything loaded; see verbs.py.

A line of JSON in: the words, files for standard output and error, the environment. A line out: how the process ended.
INTERRUPTED_AT in the environment is the call of a function at which Ctrl-C comes.
Libraries, the hub's modules and the packaged catalogue are loaded before (tests/every_module.py).
"""

import gc
import json
import os
import signal
import sys
import traceback
from contextlib import suppress
from io import TextIOWrapper
from itertools import count
from pathlib import Path
from typing import NoReturn
from unittest.mock import patch

from compiled_once import compiled, remember_catalogues
from every_module import load_every_module

from hub.bootstrap.catalogue import folders_of
from hub.bootstrap.clock import SystemClock
from hub.cli import main
from hub.home.place import Home
from hub.rules import RULES

LONGEST = 600
"""Seconds after which a verb is killed."""
NOW = "HUB_TEST_NOW"
"""A variable of the environment: what the clock says, in microseconds since 1970, UTC, to compare what is shown."""


def run(words: list[str], out: str, err: str) -> NoReturn:
    """Be `hub` with these words."""
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    encoding, _, errors = os.environ.get("PYTHONIOENCODING", "").partition(":")
    for stream in (sys.stdout, sys.stderr) if encoding else ():
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(encoding=encoding, errors=errors or stream.errors)
    if NOW in os.environ:
        at = int(os.environ.pop(NOW))
        patch.object(SystemClock, "now", lambda _: at).start()
    signal.alarm(LONGEST)
    sys.argv = ["hub", *words]
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # as while modules are loaded (hub/__main__.py)
    if "INTERRUPTED_AT" in os.environ:
        interrupt_at(int(os.environ.pop("INTERRUPTED_AT")))
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def interrupt_at(number: int) -> None:
    """Let Ctrl-C come at this call of a function, wherever that is."""
    calls = count(1)

    def counted(_frame: object, event: str, _about: object) -> None:
        if event == "call" and next(calls) == number:
            sys.setprofile(None)
            signal.raise_signal(signal.SIGINT)

    sys.setprofile(counted)


def load_everything() -> None:
    """Before the first verb: the processes share what is loaded, and it is never looked through."""
    load_every_module()
    remember_catalogues()
    compile_for(None)


def compile_for(home: Home | None) -> None:
    """Compile the catalogue of a home here, so that all verbs in it share it; what goes wrong is theirs to find."""
    with suppress(Exception):
        compiled(*folders_of(home), RULES)
    gc.collect()
    gc.freeze()


def serve() -> None:
    load_everything()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)
        if asked["words"][:1] == ["--home"]:
            compile_for(Home(Path(asked["words"][1])))
        child = os.fork()
        if child == 0:
            answers.close()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.environ.clear()
            os.environ.update(asked["environment"])
            run(asked["words"], asked["out"], asked["err"])
        _, ended = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(ended), file=answers, flush=True)


if __name__ == "__main__":
    serve()
