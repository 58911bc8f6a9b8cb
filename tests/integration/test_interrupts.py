"""Ctrl-C at any moment of a verb: no traceback, exit code 130, and the same verb then does its work.

HUB_INTERRUPTS=2 makes a point follow another after 2 % more calls instead of five times as many.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rig import a_credit_authorization, usccs
from verbs import ENVIRONMENT, hub, hub_json

STEP = 1 + int(os.environ["HUB_INTERRUPTS"]) / 100 if "HUB_INTERRUPTS" in os.environ else 5.0
"""By how much later the next interrupt comes, in calls of functions."""
ENDED = {130, -signal.SIGINT}
"""By the verb, and by the system while modules are loaded and once the verb has ended."""
LONGEST_S = 250
_uscc = usccs()


def points() -> Iterator[int]:
    at = 1.0
    while True:
        yield int(at)
        at = max(at + 1, at * STEP)


def each_interrupted(home: Path, words: tuple[str, ...], anew: Callable[[], object]) -> Iterator[int]:
    """Interrupt a verb at each point until it is done before the interrupt comes; `anew` before each time."""
    for at in points():
        anew()
        done = hub(home, *words, seen={"INTERRUPTED_AT": str(at)})
        if done.returncode not in ENDED:
            assert done.returncode == 0, done
            return
        assert done.stderr in (b"", b"hub: interrupted\n"), (at, done)
        yield at


def is_sound(home: Path) -> bool:
    with closing(sqlite3.connect(home / "store.sqlite")) as store:
        found: list[tuple[str]] = store.execute("PRAGMA integrity_check").fetchall()
        return found == [("ok",)]


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    shutil.copytree(home, tmp_path / "home")
    return tmp_path / "home"


def left_over(home: Path) -> list[str]:
    """Files that a write leaves beside what it writes."""
    return [str(path) for path in home.rglob("*.tmp*")]


def test_a_home_that_was_made_by_half_is_finished(tmp_path: Path) -> None:
    """By `hub init` again."""
    home, seen = tmp_path / "home", 0
    for at in each_interrupted(home, ("init",), lambda: shutil.rmtree(home, ignore_errors=True)):
        assert hub(home, "init").returncode == 0, at
        assert (is_sound(home), left_over(home)) == (True, []), at
        seen += 1
    assert seen >= 5


def test_a_submission_is_dropped_whole_or_not_at_all(own: Path, tmp_path: Path) -> None:
    """Nothing else lies in the queue."""
    form, box = tmp_path / "form.json", own / "queues" / "national" / "OutBox"
    form.write_text(json.dumps(a_credit_authorization(next(_uscc), id="form-1")))

    def empty() -> None:
        for file in box.iterdir():
            file.unlink()

    for at in each_interrupted(own, ("submit", str(form)), empty):
        assert {file.read_bytes() for file in box.iterdir()} <= {form.read_bytes()}, at


@pytest.mark.parametrize("words", [("log",), ("show", "accepted-1"), ("status",), ("quarantine",), ("--help",)])
def test_who_only_looks_may_stop_at_any_moment(home: Path, words: tuple[str, ...]) -> None:
    """By what only reads."""
    assert len(list(each_interrupted(home, words, lambda: None))) >= 3


def test_an_act_is_done_whole_or_not_at_all(own: Path, tmp_path: Path) -> None:
    """What was in quarantine is there, or is settled with its reason."""
    row = hub_json(own, "quarantine")
    words = ("quarantine", "discard", row["id"], "--reason", "why")

    def anew() -> None:
        shutil.copytree(own, tmp_path / "copy", dirs_exist_ok=True)

    copy = tmp_path / "copy"
    for at in each_interrupted(copy, words, anew):
        assert is_sound(copy), at
        assert len(hub_json(copy, "quarantine", "--all")) >= 1, at
        shutil.rmtree(copy)


def test_a_key_is_changed_whole_or_not_at_all(own: Path) -> None:
    """A key that is left by half would sign nothing."""
    for at in each_interrupted(own, ("keys", "roll", "--self-signed", "--cutover", "now"), lambda: None):
        assert hub(own, "keys", "check").returncode == 0, at


AT_IMPORT = """
import itertools, signal, sys
calls = itertools.count(1)
def counted(frame, event, about):
    if event == "call" and next(calls) == {at}:
        sys.setprofile(None)
        signal.raise_signal(signal.SIGINT)
from hub.__main__ import main
sys.setprofile(counted)
sys.argv = ["hub", "log"]
main()
"""


@pytest.mark.parametrize("at", [50, 2_000, 20_000])
def test_an_interrupt_while_modules_are_loaded_leaves_no_traceback(home: Path, at: int) -> None:
    """The process ends by the signal, as it does by default."""
    command = [sys.executable, "-c", AT_IMPORT.format(at=at)]
    done = subprocess.run(command, capture_output=True, check=False, env=ENVIRONMENT, timeout=LONGEST_S)
    assert (done.returncode in ENDED, b"Traceback" in done.stderr) == (True, False), done


def test_a_hub_that_is_stopped_while_it_starts_stops_in_order(own: Path) -> None:
    """Ctrl-C reaches its workers too, as they load their modules: exit code 0, or 130 before there is any."""
    command = [sys.executable, "-m", "hub", "--home", str(own), "run", "--workers", "2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT, start_new_session=True
    ) as running:
        while not workers_of(running.pid) and running.poll() is None:
            pass
        os.killpg(running.pid, signal.SIGINT)
        _, errors = running.communicate(timeout=LONGEST_S)
    assert (running.returncode, b"Traceback" in errors) == (0, False), errors


@pytest.mark.parametrize("verb", ["simulate", "metrics", "window", "traces", "audit witness"])
def test_a_verb_that_runs_until_it_is_told_to_stop_ends_well_by_ctrl_c(own: Path, verb: str) -> None:
    """As by SIGTERM: nothing was interrupted. `run`, `log --follow` and `top` have tests of their own."""
    script = Path(__file__).parents[1] / "examples" / "quota" / "insurers.yaml"
    words = {"simulate": (str(script),), "traces": ("--to", "http://127.0.0.1:9")}
    more = words.get(verb, ("--listen", "127.0.0.1:0"))
    command = [sys.executable, "-m", "hub", "--home", str(own), *verb.split(), *more, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT) as running:
        assert running.stdout is not None
        assert running.stdout.readline()  # it works now
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=LONGEST_S)
    assert (running.returncode, errors) == (0, b"")


def workers_of(process: int) -> str:
    """The processes that it has started."""
    try:
        return Path(f"/proc/{process}/task/{process}/children").read_text()
    except FileNotFoundError:
        return ""
