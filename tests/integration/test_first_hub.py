"""docs/first-hub.md, line by line as it stands there."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rig import ROOT
from verbs import ENVIRONMENT, hub

pytestmark = pytest.mark.slow
PAGE = (ROOT / "docs" / "first-hub.md").read_text("utf-8")
LONGEST_S = 900.0


def test_five_lines_make_a_hub(tmp_path: Path) -> None:
    """All but the first, which names the environment and the home: the tests have their own."""
    lines = re.findall(r"^```\n(.*?)^```", PAGE, re.M | re.S)[0].splitlines()
    first, *others = lines
    assert (len(lines), first) == (5, ". .venv/bin/activate && export HUB_HOME=var/first")
    path = f"{Path(sys.executable).parent}{os.pathsep}{ENVIRONMENT['PATH']}"
    environment = ENVIRONMENT | {"PATH": path, "HUB_HOME": str(tmp_path / "first")}
    script = "\n".join([*others, "wait"])
    shell = subprocess.Popen(
        ["/bin/bash", "-c", script], cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        trail = _trail(tmp_path / "first")
    finally:
        os.killpg(shell.pid, signal.SIGTERM)
        shell.wait(60)
    assert trail == ["S", "P004", "P002", "P001"]
    shown = re.findall(r"^ +\d  [\d-]+ [\d:]+  (\w+) ", PAGE, re.M)
    assert shown == trail


def _trail(home: Path) -> list[str]:
    """The statuses of the page's document, newest first, once it is at its end."""
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        done = hub(home, "show", "LN-DEMO-A01", "--json")
        if done.returncode == 0 and (shown := json.loads(done.stdout))["document"]["status"] == "S":
            return [row["to"] for row in reversed(shown["transitions"])]
        time.sleep(0.5)
    raise AssertionError("it is not at its end")
