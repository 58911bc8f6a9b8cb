"""Several hubs on one broker and one database: they share the work, and inherit it from each other."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest
from places import RabbitPlace
from rig import Rig, a_credit_authorization, usccs
from services import TEMPLATE, Postgres, RabbitMQ
from truths import Afterwards

from adapters.store import open_store
from hub.bootstrap.home import make_home
from hub.flow.heartbeat import DEAD_AFTER_S, HEARTBEAT_INTERVAL_S, Heartbeat
from hub.home.place import Home
from hub.ports import Filter, Store

_uscc = usccs()
TIMEOUT_S = 300.0
"""Seconds after which what is waited for counts as never coming."""


class Hand:
    """A monotonic clock that a test moves."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_a_worker_that_was_paused_sends_nothing_that_is_no_longer_its_own(store: Store, tmp_path: Path) -> None:
    """What it promised before is the heir's by then; only the store knows."""
    hand = Hand()
    paused, heir = (Rig(store, tmp_path / "queues", worker=name) for name in ("paused", "heir"))
    for rig in (paused, heir):
        rig.worker.heartbeat = rig.worker.dispatch.heartbeat = Heartbeat(
            store.heartbeats, store.outbox, rig.ports.worker, rig.clock, hand
        )
        rig.worker.beat()
    body = json.dumps(a_credit_authorization(next(_uscc))).encode()
    committed = paused.take_in([body])
    for _ in range(int(DEAD_AFTER_S / HEARTBEAT_INTERVAL_S) + 2):
        hand.at += HEARTBEAT_INTERVAL_S
        heir.worker.beat()
    paused.worker.dispatch.promise(committed)
    assert not paused.worker.dispatch.under_way
    paused.worker.beat()
    paused.worker.dispatch.pick_up()
    assert not paused.worker.dispatch.under_way
    heir.worker.dispatch.pick_up()
    assert len(heir.worker.dispatch.under_way) == 2
    paused.close()
    heir.close()


@pytest.fixture
def place(rabbitmq: RabbitMQ) -> Iterator[RabbitPlace]:
    made = RabbitPlace(rabbitmq)
    yield made
    made.close()


@pytest.fixture
def homes(postgres: Postgres, place: RabbitPlace, tmp_path: Path) -> list[Home]:
    """Two homes with the same keys, broker and store, as on two machines."""
    url = postgres.create(TEMPLATE)
    made = [Home(tmp_path / name) for name in ("a", "b")]
    for home in made:
        home.path.mkdir()
        settings = f'name = "{home.path.name}"\nstore = "{url}"\nqueue = "{place.spec}"\ndxp_id = "HUB0001"\n'
        settings += "[work]\nbatch = 10\n"
        (home.path / "hub.toml").write_text(settings, "utf-8")
    make_home(made[0], ["boc-insurance", "ping-an"], ["liaoning", "national"])
    shutil.copytree(made[0].keys, made[1].keys)
    return made


@pytest.fixture
def start(homes: list[Home]) -> Iterator[Callable[[Home], subprocess.Popen[bytes]]]:
    """Start `hub run` with two workers in a process group of its own."""
    running: list[subprocess.Popen[bytes]] = []

    def run(home: Home) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "hub", "--home", str(home.path), "run", "--json", "--workers", "2"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        running.append(process)
        assert process.stdout is not None
        for _ in range(2):
            assert json.loads(process.stdout.readline())["event"] == "ready"
        return process

    yield run
    for process in running:
        _kill_all_of(process)


def _kill_all_of(process: subprocess.Popen[bytes]) -> None:
    """End a hub with its workers, as a machine that fails does."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


@pytest.mark.slow
def test_what_a_failed_machine_held_and_promised_is_done_by_another(
    homes: list[Home], place: RabbitPlace, start: Callable[[Home], subprocess.Popen[bytes]]
) -> None:
    """Its deliveries come again at once, its promises after half a minute."""
    first, second = start(homes[0]), start(homes[1])
    store = open_store(homes[0].settings.store)
    forms = [a_credit_authorization(uscc) for uscc in islice(_uscc, 600)]
    place.drop("national", *(json.dumps(form).encode() for form in forms))
    _within(
        TIMEOUT_S,
        lambda: any(w.id.startswith("a-") for w in store.totals.overview([], []).workers) and len(_sent(store)) > 20,
    )
    _kill_all_of(first)
    _within(DEAD_AFTER_S + TIMEOUT_S, lambda: _sent(store) == {form["id"] for form in forms})
    _within(DEAD_AFTER_S + TIMEOUT_S, lambda: not store.totals.overview([], []).promised)
    second.terminate()
    assert second.wait(TIMEOUT_S) == 0
    Afterwards(store, place).assert_all()
    store.close()


def _sent(store: Store) -> set[str]:
    return {document.sender_ref for document in store.documents.log(Filter(statuses=["P002"]))}


def _within(seconds: float, holds: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.1)
