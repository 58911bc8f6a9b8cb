"""A hub whose store somebody keeps locked: it says so, counts its attempts, and goes on when the lock is gone."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from rig import Rig, a_credit_authorization, a_uscc
from structlog.testing import capture_logs

from adapters.store import open_store
from hub.ports import Filter

pytestmark = pytest.mark.both_databases

TIMEOUT_S = 300.0


@pytest.fixture
def rig(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    """A hub that gives up a lock sooner than in production."""
    monkeypatch.setattr("adapters.store.postgresql.LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr("adapters.store.sqlite.BUSY_TIMEOUT_S", 0.1)
    store = open_store(store_url)
    made = Rig(store, tmp_path / "queues")
    made.worker.wait = 0.02
    yield made
    made.close()
    store.close()


@contextmanager
def forgotten(url: str) -> Iterator[None]:
    """Somebody who began to change documents and went away."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(url) as connection:
            connection.execute("LOCK TABLE document IN SHARE ROW EXCLUSIVE MODE")
            yield


def within(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + TIMEOUT_S
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.02)


def test_a_hub_waits_for_a_lock_that_somebody_forgot(rig: Rig, store_url: str) -> None:
    """Each attempt is in the log with its code and number; nothing is refused, and all of it is taken at last."""
    form = a_credit_authorization(a_uscc())
    enough = threading.Event()
    thread = threading.Thread(target=rig.worker.run, args=(enough.is_set,))

    def waits(logs: list[Any]) -> list[int]:
        return [x["attempt"] for x in logs if x["event"] == "waiting" and x["reason"].startswith("HUB-784")]

    with capture_logs() as logs:
        with forgotten(store_url):
            (rig.root / "national" / "OutBox" / f"{form['id']}.json").write_text(json.dumps(form), "utf-8")
            thread.start()
            within(lambda: len(waits(logs)) >= 2)
        within(lambda: bool(rig.store.documents.log(Filter())))
        enough.set()
        thread.join(TIMEOUT_S)
    assert not thread.is_alive()
    assert waits(logs)[:2] == [1, 2]
    assert [document.sender_ref for document in rig.store.documents.log(Filter())] == [form["id"]]
