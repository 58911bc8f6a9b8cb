"""Runs the hub's verbs in processes of their own that begin with the libraries loaded; see verbs.py.

A line of JSON in: the words, files for standard output and error, the environment. A line out: how the process ended.
What is loaded before is others': a verb still loads of the hub what it needs.
"""

import json
import os
import signal
import sys
import traceback
from typing import NoReturn

import cryptography.x509
import lxml.etree
import pika
import psycopg
import pydantic
import rich.console
import signxml
import sqlalchemy
import structlog
import xmlschema
import yaml

from hub.cli import main

LOADED = (
    *(cryptography.x509, lxml.etree, pika, psycopg, pydantic, rich.console),
    *(signxml, sqlalchemy, structlog, xmlschema, yaml),
)
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


def serve() -> None:
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
