"""`hub run` keeps its workers alive, and takes them along when it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from rig import a_credit_authorization, usccs
from structlog.testing import capture_logs

from adapters.folder import drop
from adapters.store import open_store
from hub.bootstrap.home import make_home
from hub.bootstrap.workers import died_of_a_delivery, has_worked, worker_name
from hub.home.place import Home
from hub.operate.supervise import Supervisor
from hub.ports import Attempts, Filter

pytestmark = pytest.mark.slow
_uscc = usccs()
TIMEOUT_S = 300.0
"""Seconds after which what is waited for counts as never coming."""


class Running:
    """`hub run` in a process of its own, on folders and SQLite."""

    def __init__(self, home: Home, workers: int) -> None:
        self.home = home
        command = [sys.executable, "-m", "hub", "--home", str(home.path), "run", "--json", "--workers", str(workers)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def ready(self) -> int:
        """Wait for a worker; return its number."""
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return int(told["worker"])

    def children(self) -> list[int]:
        """The workers' process ids."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(TIMEOUT_S)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    make_home(made, ["boc-insurance", "ping-an"], ["liaoning", "national"])
    return made


@pytest.fixture
def running(home: Home) -> Iterator[Callable[[int], Running]]:
    started: list[Running] = []

    def start(workers: int) -> Running:
        started.append(Running(home, workers))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()
        if one.process.stdout:
            one.process.stdout.close()


def _drop(home: Home, many: int) -> set[str]:
    forms = [a_credit_authorization(uscc) for uscc in islice(_uscc, many)]
    for form in forms:
        drop(home.queues, "national", f"{form['id']}.json", json.dumps(form).encode())
    return {form["id"] for form in forms}


def _within(seconds: float, holds: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.05)


def _sent(home: Home) -> set[str]:
    store = open_store(home.store_url)
    try:
        return {document.sender_ref for document in store.documents.log(Filter(statuses=["P002"]))}
    finally:
        store.close()


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_worker_that_dies_is_started_again(home: Home, running: Callable[[int], Running]) -> None:
    """And what it held is worked through."""
    hub = running(1)
    assert hub.ready() == 1
    (worker,) = hub.children()
    os.kill(worker, signal.SIGKILL)
    names = _drop(home, 20)
    assert hub.ready() == 1
    assert hub.children() != [worker]
    _within(TIMEOUT_S, lambda: _sent(home) == names)
    assert hub.end() == 0


def test_workers_share_the_work(home: Home, running: Callable[[int], Running]) -> None:
    """Two processes on the same folders and the same store, each message once."""
    hub = running(2)
    assert {hub.ready(), hub.ready()} == {1, 2}
    names = _drop(home, 300)
    _within(TIMEOUT_S, lambda: _sent(home) == names)
    assert hub.end() == 0
    assert len(list((home.queues / "ping-an" / "InBox").iterdir())) == len(names)
    assert len(list((home.queues / "national" / "InBox").iterdir())) == 2 * len(names)


def test_sigterm_drains(home: Home, running: Callable[[int], Running]) -> None:
    """What was begun is recorded and confirmed, what was not is there for the next hub, and no worker remains."""
    hub = running(1)
    hub.ready()
    names = _drop(home, 200)
    _within(TIMEOUT_S, lambda: bool(_sent(home)))
    workers = hub.children()
    assert hub.end() == 0
    assert not any(_is_alive(worker) for worker in workers)
    taken = {path.stem.partition("~")[2] for path in home.queues.glob("national/.taken/*/*.json")}
    waiting = taken | {path.stem for path in home.queues.glob("national/OutBox/*")}
    assert _sent(home) | waiting == names
    assert not _sent(home) & waiting
    store = open_store(home.store_url)
    assert store.totals.overview([], []).workers == []
    assert store.totals.overview([], []).promised == []
    store.close()


def test_workers_end_with_their_supervisor(home: Home, running: Callable[[int], Running]) -> None:
    """Even when it is killed, and only then another may start in this home."""
    hub = running(2)
    hub.ready(), hub.ready()
    workers = hub.children()
    hub.process.kill()
    hub.process.wait()
    _within(TIMEOUT_S, lambda: not any(_is_alive(worker) for worker in workers))
    assert running(1).ready() == 1


def test_what_no_restart_can_mend_ends_the_hub(home: Home, running: Callable[[int], Running]) -> None:
    """A broken catalogue: exit code 4, as when it is started."""
    (home.path / "routes" / "mine").mkdir(parents=True)
    (home.path / "routes" / "mine" / "broken.yaml").write_text("document: [", "utf-8")
    assert running(2).process.wait(TIMEOUT_S) == 4


@pytest.mark.parametrize(("has_worked", "code"), [(False, 4), (True, 0)])
def test_only_a_hub_that_never_worked_is_hopeless(has_worked: bool, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it took to find out, as on a busy machine; one that worked goes on with the others."""
    monkeypatch.setattr("hub.operate.supervise.STEADY_AFTER_S", 0.0)
    starts: list[int] = []

    def command(number: int) -> list[str]:
        starts.append(number)
        return [sys.executable, "-S", "-c", "raise SystemExit(4)"]

    with Path(os.devnull).open() as keep, capture_logs():
        supervisor = Supervisor(command, 1, 4, keep.fileno(), has_worked=lambda _: has_worked)
        assert supervisor.run(lambda: len(starts) == 3) == code
    assert len(starts) == (3 if has_worked else 1)


def test_a_home_has_worked_when_a_worker_of_it_beat(home: Home) -> None:
    """Since then; another home's worker says nothing."""
    store = open_store(home.store_url)
    store.heartbeats.record(f"{home.settings.name}-00000000-1", 200)
    assert not has_worked(home, 100)
    store.heartbeats.record(worker_name(home, 2), 200)
    store.close()
    assert (has_worked(home, 200), has_worked(home, 201)) == (True, False)


@pytest.mark.parametrize(("has_culprit", "pauses"), [(True, [0.1] * 4), (False, [0.2, 0.4, 0.8, 1.6])])
def test_only_deaths_without_a_culprit_make_the_pauses_longer(has_culprit: bool, pauses: list[float]) -> None:
    """A delivery that kills delays what came with it by no more than the next start."""
    asked: list[tuple[int, int]] = []

    def culprit(number: int, since: int) -> bool:
        asked.append((number, since))
        return has_culprit

    before = time.time_ns() // 1000
    command = [sys.executable, "-S", "-c", "raise SystemExit(9)"]
    with Path(os.devnull).open() as keep, capture_logs() as told:
        Supervisor(lambda _: command, 1, 4, keep.fileno(), culprit).run(lambda: len(asked) == len(pauses))
    assert [row["again_in_s"] for row in told] == pauses
    assert [number for number, _ in asked] == [1] * len(pauses)
    assert before <= asked[0][1] < asked[1][1]


def test_a_death_has_a_culprit_where_its_worker_was_trying_something(home: Home) -> None:
    """In this life; and none where the store or the settings are gone."""
    name = worker_name(home, 2)
    store = open_store(home.store_url)
    store.attempts.record({"x": Attempts(together=1)}, name, 100)
    store.close()
    assert [died_of_a_delivery(home, number, since) for number, since in ((2, 99), (2, 101), (1, 99))] == [
        True,
        False,
        False,
    ]
    (home.path / "store.sqlite").unlink()
    assert not died_of_a_delivery(home, 2, 99)
    (home.path / "hub.toml").unlink()
    assert not died_of_a_delivery(home, 2, 99)
