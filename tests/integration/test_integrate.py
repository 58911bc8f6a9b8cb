"""docs/integrate.md, block by block as it stands there."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rig import ROOT
from verbs import ENVIRONMENT, hub_json

pytestmark = pytest.mark.slow
PAGE = (ROOT / "docs" / "integrate.md").read_text("utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)
LONGEST_S = 400.0


def test_a_party_a_portal_and_a_document_are_added_by_what_the_page_says(tmp_path: Path) -> None:
    """Every block in one shell, from nothing to an answer; only the environment and the home are the tests' own."""
    home = tmp_path / "home"
    script = "set -e -m\n" + "\n".join(BLOCKS)
    for line in (". .venv/bin/activate\n", "export HUB_HOME=var/integrate\n"):
        assert script.count(line) == 1
        script = script.replace(line, "")
    path = f"{Path(sys.executable).parent}{os.pathsep}{ENVIRONMENT['PATH']}"
    environment = ENVIRONMENT | {"PATH": path, "HUB_HOME": str(home), "HUB_LANG": "en", "COLUMNS": "200"}
    shell = subprocess.Popen(
        ["/bin/bash", "-c", script],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        printed = shell.communicate(timeout=LONGEST_S)[0].decode()
    finally:
        if shell.poll() is None:
            os.killpg(shell.pid, signal.SIGTERM)
    assert shell.returncode == 0, printed
    (told,) = re.findall(r"^```text\n(.*?)^```", PAGE, re.M | re.S)
    assert [line for line in told.splitlines() if line not in printed] == []
    for name in ("BAY-0001", "BAY-0002"):
        assert [row["to"] for row in hub_json(home, "show", name)["transitions"]][-1] == "S"
    events = [json.loads(file.read_text("utf-8"))["data"] for file in (home / "queues/example-bay/InBox").glob("*")]
    (first,) = [event for event in events if event.get("submission") == "BAY-0001" and event["status"] == "S"]
    (second,) = [event for event in events if event.get("bizNo") == "BAY-0002" and event["bizStatus"] == "S"]
    assert first["returned"] == {"surety_number": "ES-0001", "premium": "125.00"}
    assert second["returned"] == {"suretyNumber": "ES-0002", "premium": "250.00"}


def test_the_page_is_short_enough_for_a_quarter_of_an_hour() -> None:
    """Its blocks hold no more than an integrator types or reads in that time, and no Python."""
    assert len(PAGE.split()) < 1200
    assert "python" not in "".join(BLOCKS).lower()
