"""The hub's verbs, run as an operator runs them."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

from printed_json import check_printed

NOTHING: Mapping[str, str] = MappingProxyType({})
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("HUB_HOME", "COLUMNS")}

_ONE_AT_A_TIME = Lock()


def hub(
    home: Path, *words: str, before: tuple[str, ...] = (), seen: Mapping[str, str] = NOTHING
) -> "subprocess.CompletedProcess[bytes]":
    """Run a verb to its end, in a process of its own; `before` is a command to run it by, `seen` is environment too.

    What it prints with `--json` is held against the schema that is published for the verb.
    """
    command = ["--home", str(home), *words]
    environment = {**ENVIRONMENT, **seen}
    is_alone = before or "LC_ALL" in seen  # which a process reads as it starts
    done = (
        _alone([*before, sys.executable, "-m", "hub", *command], environment)
        if is_alone
        else _quickly(command, environment)
    )
    assert b"Traceback" not in done.stderr
    if "--json" in words:
        check_printed(words, done.stdout.decode())
    return done


def typed(words: Sequence[str], seen: Mapping[str, str] = NOTHING) -> "subprocess.CompletedProcess[bytes]":
    """Run what was typed behind `hub`, whatever it is, in a directory that is no home."""
    done = _quickly(list(words), {**ENVIRONMENT, **seen})
    assert b"Traceback" not in done.stderr
    return done


def hub_json(home: Path, *words: str) -> Any:
    """What a verb prints with --json, one object or one a line."""
    done = hub(home, *words, "--json")
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return lines[0] if len(lines) == 1 else lines


def _alone(command: list[str], environment: Mapping[str, str]) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, capture_output=True, check=False, env=environment, timeout=300)


def _quickly(words: list[str], environment: Mapping[str, str]) -> "subprocess.CompletedProcess[bytes]":
    """Most of a verb's time is loading libraries and the catalogue: here they are loaded once."""
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="verb-") as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        asked = {"words": words, "out": str(out), "err": str(err), "environment": environment}
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        ended = server.stdout.readline()
        assert ended, f"the server of verbs ended with {server.poll()}"
        return subprocess.CompletedProcess(words, int(ended), out.read_bytes(), err.read_bytes())


@cache
def _server() -> "subprocess.Popen[str]":
    """Ends with these tests: its standard input does."""
    here = Path(__file__)
    command = [sys.executable, str(here.with_name("verb_server.py"))]
    given = {**ENVIRONMENT, "PYTHONPATH": str(here.parents[1])}
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=given)
    atexit.register(server.communicate)
    return server
