"""A hub whose clock is wrong takes nothing, judges nothing by it, and goes on by itself."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from rig import Rig, a_credit_authorization, a_uscc
from structlog.testing import capture_logs

from hub.flow.worker import Worker
from hub.model import Document
from hub.ports import Filter, Store

DAY = 86_400_000_000
TIMEOUT_S = 300.0


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(store, tmp_path / "queues")
    made.worker.wait = 0.02
    yield made
    made.close()


@contextmanager
def at_work(worker: Worker) -> Iterator[None]:
    """The hub in a thread of its own."""
    enough = threading.Event()
    thread = threading.Thread(target=worker.run, args=(enough.is_set,))
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join(TIMEOUT_S)
        assert not thread.is_alive()


def within(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + TIMEOUT_S
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.02)


def dropped(rig: Rig) -> str:
    """What a portal drops; its id."""
    form = a_credit_authorization(a_uscc())
    box = rig.root / "national" / "OutBox"
    (box / f".{form['id']}").write_text(json.dumps(form), "utf-8")
    (box / f".{form['id']}").rename(box / f"{form['id']}.json")
    return str(form["id"])


def taken(rig: Rig, name: str) -> list[Document]:
    return [document for document in rig.store.documents.log(Filter()) if document.sender_ref == name]


@pytest.mark.parametrize("days", [1, 3])
def test_a_clock_that_went_back_takes_nothing_until_it_is_right(rig: Rig, days: int) -> None:
    """No sound submission is refused; each is taken as soon as the clock is right, in the same process."""
    rig.submit(a_credit_authorization(a_uscc()))
    rig.clock.pass_(days=-days)
    with capture_logs() as logs, at_work(rig.worker):
        name = dropped(rig)
        within(lambda: any(log["event"] == "clock_wrong" for log in logs))
        within(lambda: rig.worker.heartbeat._at > 0)
        assert (taken(rig, name), rig.worker.clock.wrong is not None) == ([], True)
        rig.clock.pass_(days=days)
        within(lambda: bool(taken(rig, name)))
    assert [document.status for document in taken(rig, name)] != ["P000"]
    assert {log["code"] for log in logs if log["event"] == "clock_wrong"} == {"HUB-781"}
    assert "clock_right_again" in {log["event"] for log in logs}


@pytest.mark.parametrize("ahead", [-DAY, DAY])
def test_a_clock_apart_from_the_servers_takes_nothing_until_they_agree(rig: Rig, ahead: int) -> None:
    """The store's clock decides, whichever of the two is wrong."""
    theirs = [ahead]
    ports = replace(rig.ports, store_clock=lambda: rig.clock.at + theirs[0])
    worker = Worker("hub", rig.worker.catalogue, ports, batch=100, wait=0.02)
    with capture_logs() as logs, at_work(worker):
        name = dropped(rig)
        within(lambda: any(log["event"] == "clock_wrong" for log in logs))
        assert taken(rig, name) == []
        theirs[0] = 0
        within(lambda: bool(taken(rig, name)))
    assert {log["code"] for log in logs if log["event"] == "clock_wrong"} == {"HUB-780"}


def test_a_clock_that_is_wrong_leaves_no_time_of_it_in_the_store(rig: Rig) -> None:
    """What was promised waits too: a confirmation of tomorrow would keep the right clock from working today."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    before = rig.store.clock.newest()
    rig.clock.pass_(days=1)
    theirs = [-DAY]
    worker = Worker(
        "hub",
        rig.worker.catalogue,
        replace(rig.ports, store_clock=lambda: rig.clock.at + theirs[0]),
        batch=1,
        wait=0.02,
    )
    with at_work(worker):
        within(lambda: worker.clock.wrong is not None)
        within(lambda: worker.heartbeat._at > 0)
    assert rig.store.clock.newest() == before
    theirs[0] = 0
    with at_work(worker):
        within(lambda: rig.document(document.id).status == "P002")


def test_a_worker_may_stop_while_its_clock_is_wrong(rig: Rig) -> None:
    """It says so and ends; what waits, waits."""
    rig.submit(a_credit_authorization(a_uscc()))
    rig.clock.pass_(days=-1)
    with at_work(rig.worker):
        name = dropped(rig)
        within(lambda: rig.worker.clock.wrong is not None)
    assert taken(rig, name) == []
    assert [path.name for path in (rig.root / "national" / "OutBox").glob("*.json")] == [f"{name}.json"]


def test_deadlines_wait_for_a_clock_that_is_wrong(rig: Rig) -> None:
    """By a clock that is days ahead everything would be overdue at once, after a restart too."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    rig.confirm(document.id)
    ports = replace(rig.ports, store_clock=lambda: rig.clock.at - 400 * DAY)
    rig.clock.pass_(days=400)
    worker = Worker("hub", rig.worker.catalogue, ports, batch=100, wait=0.02)
    worker.deadlines._looked = (rig.clock.at, time.monotonic() - 2)
    before = rig.store.documents.trail(document.id)
    with at_work(worker):
        within(lambda: worker.clock.wrong is not None)
        within(lambda: worker.heartbeat._at > 0)
    assert rig.store.documents.trail(document.id) == before
