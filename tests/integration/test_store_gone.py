"""PostgreSQL goes away while a hub works: nothing new is taken, nothing is lost or doubled, work goes on by itself."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from lxml import etree
from rig import Rig, a_credit_authorization, usccs
from services import Postgres, start_postgres

from adapters.folder import drop
from adapters.store import open_store, upgrade
from hub.ports import Filter
from hub.xml.build import text_at

pytestmark = pytest.mark.slow
_uscc = usccs()


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A server of this test's own, for it will be stopped."""
    server = start_postgres()
    yield server
    server.remove()


@pytest.fixture
def rig(server: Postgres, tmp_path: Path) -> Iterator[Rig]:
    """A hub on that server, which looks again soon."""
    url = server.create()
    upgrade(url)
    store = open_store(url)
    made = Rig(store, tmp_path / "queues")
    made.worker.wait = 0.05
    yield made
    made.close()
    store.close()


@pytest.fixture
def working(rig: Rig) -> Iterator[threading.Thread]:
    """The hub at work, in a thread of its own."""
    enough = threading.Event()
    thread = threading.Thread(target=rig.worker.run, args=(enough.is_set,))
    thread.start()
    yield thread
    enough.set()
    thread.join(300)
    assert not thread.is_alive()


def _drop(rig: Rig, count: int) -> list[str]:
    """Drop submissions as a portal; return their ids."""
    forms = [a_credit_authorization(uscc) for uscc in islice(_uscc, count)]
    for form in forms:
        drop(rig.root, "national", f"{form['id']}.json", json.dumps(form).encode())
    return [form["id"] for form in forms]


def _within(seconds: float, holds: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.05)


def _held(rig: Rig) -> int:
    return sum(path.name != ".lock" for path in rig.root.glob("*/.taken/*/*"))


def _waiting(rig: Rig) -> int:
    return sum(path.is_file() for path in rig.root.glob("*/OutBox/*.json"))


def _is_done(rig: Rig, names: list[str]) -> bool:
    """Every submission is a document whose message is confirmed, and nothing is promised or held."""
    documents = rig.store.documents.log(Filter())
    sent = sorted(d.sender_ref for d in documents if d.status == "P002")
    return sent == sorted(names) and rig.store.outbox.due("hub", 1) == [] and _held(rig) == 0


def _assert_nothing_is_doubled(rig: Rig, names: list[str]) -> None:
    roots = [etree.fromstring(path.read_bytes()) for path in (rig.root / "ping-an" / "InBox").glob("*.xml")]
    documents = rig.store.documents.log(Filter())
    assert Counter(text_at(root, "Header/DocumentId") for root in roots) == {d.id: 1 for d in documents}
    told = Counter((e["data"]["submission"], e["data"]["status"]) for e in rig.events())
    assert told == {(name, status): 1 for name in names for status in ("P001", "P002")}


def test_a_hub_without_its_store_keeps_what_it_took_and_takes_nothing_new(
    rig: Rig, server: Postgres, working: threading.Thread
) -> None:
    """When the store is back, the hub goes on where it was, in the same process."""
    names = _drop(rig, 5)
    _within(20, lambda: _is_done(rig, names))
    server.stop()
    try:
        names += _drop(rig, 3)
        _within(10, lambda: _held(rig) > 0)
        held = _held(rig)
        names += _drop(rig, 4)
        time.sleep(1)
        assert (_held(rig), _waiting(rig), working.is_alive()) == (held, 7 - held, True)
    finally:
        server.start()
    _within(30, lambda: _is_done(rig, names))
    _assert_nothing_is_doubled(rig, names)


def test_a_store_that_goes_away_in_the_middle_of_work_loses_and_doubles_nothing(
    rig: Rig, server: Postgres, working: threading.Thread
) -> None:
    """Whichever statement it cuts off, a commit included."""
    names: list[str] = []
    rig.worker.batch = 3
    for pause in (0.05, 0.1, 0.2):
        names += _drop(rig, 25)
        time.sleep(pause)
        server.stop()
        server.start()
    _within(60, lambda: _is_done(rig, names))
    assert working.is_alive()
    _assert_nothing_is_doubled(rig, names)
