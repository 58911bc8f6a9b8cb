"""Runs the hub's verbs in processes of their own that begin with everything loaded; see verbs.py.

A line of JSON in: the words, files for standard output and error, the environment. A line out: how the process ended.
Libraries, the hub's modules and the packaged catalogue are loaded before; that a verb loads what it needs by itself is
shown by tests/unit/test_verbs.py and by the installed hub (tests/packaging).
"""

import gc
import json
import os
import pkgutil
import signal
import sys
import traceback
from importlib import import_module
from typing import NoReturn

from compiled_once import remember_catalogues

import adapters
import hub
from hub.bootstrap.catalogue import read_catalogue
from hub.cli import main

LONGEST = 600
"""Seconds after which a verb is killed."""


def run(words: list[str], out: str, err: str) -> NoReturn:
    """Be `hub` with these words."""
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    signal.alarm(LONGEST)
    sys.argv = ["hub", *words]
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


def load_everything() -> None:
    """Before the first verb: the processes share what is loaded, and it is never looked through."""
    for package in (hub, adapters):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name != "hub.__main__":
                import_module(module.name)
    remember_catalogues()
    read_catalogue(None)
    gc.collect()
    gc.freeze()


def serve() -> None:
    load_everything()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)
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
