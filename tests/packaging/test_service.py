"""The unit for systemd: it is sound, its command exists, and it stops a hub as a hub stops."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from recipe import ROOT, parse_verb
from services.machine import missing

from hub.exit_codes import ExitCode
from hub.operate import supervise

UNIT = ROOT / "deploy" / "hub.service"
SETTINGS = dict(re.findall(r"^(\w+)=(.*)$", UNIT.read_text("utf-8"), re.M))


def test_systemd_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    """With a program in the hub's place that this machine has."""
    if (verifier := shutil.which("systemd-analyze")) is None:
        missing("systemd-analyze")
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/hub/bin/hub", sys.executable), "utf-8")
    done = subprocess.run([verifier, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_it_starts_is_a_verb() -> None:
    """With the number of workers that it sets."""
    program, *words = SETTINGS["ExecStart"].split()
    (workers,) = re.findall(r"\bWORKERS=(\d+)", SETTINGS["Environment"])
    assert program == "/opt/hub/bin/hub"
    assert parse_verb(*(word.replace("${WORKERS}", workers) for word in words))["workers"] == int(workers)


def test_workers_have_the_time_they_need_to_stop() -> None:
    """Only the supervisor is asked to stop, and the rest is killed after the supervisor would have done so."""
    assert SETTINGS["KillMode"] == "mixed"
    assert int(SETTINGS["TimeoutStopSec"]) > supervise.STOP_TIMEOUT_S


def test_what_no_restart_mends_is_not_started_again() -> None:
    """The exit codes for wrong usage, and for a home that cannot be used."""
    assert SETTINGS["Restart"] == "on-failure"
    assert SETTINGS["RestartPreventExitStatus"] == f"{ExitCode.USAGE:d} {ExitCode.SETUP:d}"


@pytest.mark.parametrize("name", ["User", "StateDirectory", "ProtectSystem", "NoNewPrivileges"])
def test_it_gives_the_hub_no_more_than_its_home(name: str) -> None:
    """A user of its own that writes in one place."""
    assert SETTINGS[name] in {"hub", "strict", "yes"}


def test_its_page_uses_its_places() -> None:
    """What a person types fits what the unit says."""
    page = (ROOT / "docs" / "service.md").read_text("utf-8")
    (home,) = re.findall(r"HUB_HOME=(\S+)", SETTINGS["Environment"])
    assert f"--home-dir {home}" in page
    assert f"hub init --no-keys --home {home}" in page
    for words in re.findall(r"/opt/hub/bin/hub (.+)$", page, re.M):
        parse_verb(*words.split())
