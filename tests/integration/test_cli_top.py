"""`hub top`: the overview on a terminal, looked at again and again; elsewhere once."""

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from verbs import ENVIRONMENT, hub

from adapters.store import open_store
from hub.bootstrap.clock import SystemClock
from hub.model import Changes
from hub.testing.rows import a_parked, write

LONGEST_S = 300.0
LEAVES_ITS_SCREEN = "\x1b[?1049l"


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(home, tmp_path / "home"))


def test_without_a_terminal_it_prints_what_status_prints_and_ends(own: Path) -> None:
    """For people and for programs."""
    for words in ((), ("--json",)):
        top, status = (hub(own, verb, *words) for verb in ("top", "status"))
        assert (top.returncode, lasting(top.stdout)) == (0, lasting(status.stdout))
    assert hub(own, "top", "--every", "0").returncode == 2


def lasting(shown: bytes) -> str:
    """Without the ages."""
    return "".join(one for one in shown.decode() if not one.isdigit())


class Terminal:
    """A terminal in which `hub top` runs."""

    def __init__(self, home: Path) -> None:
        self._ours, self.theirs = pty.openpty()
        termios.tcsetwinsize(self.theirs, (40, 100))
        self.before = termios.tcgetattr(self.theirs)
        self.shown = ""
        command = [sys.executable, "-m", "hub", "--home", str(home), "top", "--every", "1"]
        streams: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), self.theirs)
        seen = {**ENVIRONMENT, "TERM": "xterm"}
        self.process = subprocess.Popen(command, **streams, env=seen, start_new_session=True)

    def shows(self, text: str) -> None:
        """Wait until it does."""
        self._until(lambda: text in self.shown)

    def press(self, key: bytes) -> None:
        os.write(self._ours, key)

    def ends(self) -> int:
        """Wait for the end; the exit code."""
        self._until(lambda: self.process.poll() is not None)
        self._read()
        assert termios.tcgetattr(self.theirs) == self.before
        return self.process.returncode

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)
        os.close(self.theirs)

    def _until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST_S
        while not true():
            assert time.monotonic() < end, self.shown[-2000:]
            self._read()

    def _read(self) -> None:
        if select.select([self._ours], [], [], 0.1)[0]:
            self.shown += os.read(self._ours, 1 << 16).decode("utf-8", "replace")


@contextmanager
def terminal(home: Path) -> Iterator[Terminal]:
    with closing(Terminal(home)) as made:
        yield made


def test_what_changes_is_shown_until_q(own: Path) -> None:
    """Then the terminal is as it was before."""
    with terminal(own) as seen:
        seen.shows("q ends it")
        seen.shows("parked: 0")
        with closing(open_store(f"sqlite:///{own / 'store.sqlite'}")) as store:
            row = a_parked(b"<r/>", party="ping-an", at=SystemClock().now())
            write(store, Changes(payloads={row.payload: b"<r/>"}, parked=[row]))
        seen.shows("parked: 1")
        seen.press(b"q")
        assert (seen.ends(), seen.shown.count(LEAVES_ITS_SCREEN)) == (0, 1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_as_q_does(own: Path, number: signal.Signals) -> None:
    """Ctrl-C, and whoever stops it from outside."""
    with terminal(own) as seen:
        seen.shows("q ends it")
        seen.process.send_signal(number)
        assert (seen.ends(), seen.shown.count(LEAVES_ITS_SCREEN)) == (0, 1)
