"""The hub's verbs, run as an operator runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("HUB_HOME", "COLUMNS")}


def hub(home: Path, *words: str, before: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[bytes]":
    """Run a verb to its end; `before` is a command to run it by."""
    command = [*before, sys.executable, "-m", "hub", "--home", str(home), *words]
    done = subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT, timeout=60)
    assert b"Traceback" not in done.stderr
    return done


def hub_json(home: Path, *words: str) -> Any:
    """What a verb prints with --json, one object or one a line."""
    done = hub(home, *words, "--json")
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return lines[0] if len(lines) == 1 else lines
