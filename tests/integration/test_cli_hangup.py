"""A closed terminal and a rotated log end no hub: its workers go on, and write to the file that has the name."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rig import a_credit_authorization, usccs
from verbs import ENVIRONMENT, hub, hub_json

from adapters.folder import drop

TIMEOUT_S = 300.0
_uscc = usccs()


def comes(true: Callable[[], object]) -> None:
    """Wait for a condition; a hang is a failure."""
    end = time.monotonic() + TIMEOUT_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def children(of: int) -> list[int]:
    return [int(name) for name in Path(f"/proc/{of}/task/{of}/children").read_text().split()]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert hub(tmp_path, "init").returncode == 0
    return tmp_path


@pytest.fixture
def running(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A hub of two workers at work."""
    command = [sys.executable, "-m", "hub", "--home", str(home), "run", "--workers", "2", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        assert {json.loads(process.stdout.readline())["event"] for _ in range(2)} == {"ready"}
        yield process
        process.terminate()
        assert process.wait(timeout=TIMEOUT_S) == 0


def test_a_hangup_ends_neither_the_hub_nor_a_worker(home: Path, running: "subprocess.Popen[bytes]") -> None:
    """They are the same processes after it, and take what is dropped."""
    workers = children(running.pid)
    for process in (running.pid, *workers):
        os.kill(process, signal.SIGHUP)
    drop(
        home / "queues", "national", "1.json", json.dumps(a_credit_authorization(next(_uscc)) | {"id": "h-1"}).encode()
    )
    comes(lambda: (printed := hub_json(home, "log")) and printed["status"] == "P002")
    assert children(running.pid) == workers
    assert running.poll() is None


def test_a_log_that_was_taken_away_is_made_anew_by_whoever_has_something_to_say(
    home: Path, running: "subprocess.Popen[bytes]"
) -> None:
    """Renamed, removed, or emptied under a running hub: the next line of supervisor or worker is in `hub.log`."""
    log = home / "hub.log"

    def kill_one() -> None:
        comes(lambda: len(children(running.pid)) == 2)
        os.kill(children(running.pid)[0], signal.SIGKILL)

    def has_a_line() -> bool:
        return log.is_file() and b"worker_ended" in log.read_bytes()

    kill_one()
    comes(has_a_line)
    for take_away in (lambda: log.rename(home / "hub.log.1"), log.unlink, lambda: os.truncate(log, 0)):
        take_away()
        kill_one()
        comes(has_a_line)
        assert log.read_bytes().startswith(b"{")


def test_a_terminal_that_is_gone_ends_no_worker(home: Path) -> None:
    """What a worker would say about itself is lost, and nothing else."""
    command = [sys.executable, "-m", "hub", "--home", str(home), "run"]
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(command, stdout=writing, stderr=writing, env=ENVIRONMENT) as process:
        os.close(writing)
        drop(
            home / "queues",
            "national",
            "1.json",
            json.dumps(a_credit_authorization(next(_uscc)) | {"id": "h-2"}).encode(),
        )
        comes(lambda: (printed := hub_json(home, "log")) and printed["status"] == "P002")
        process.terminate()
        process.wait(timeout=TIMEOUT_S)
