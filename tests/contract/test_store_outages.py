"""A store that is locked, full or no store, and a server that goes away and comes back."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from services import Postgres

from adapters.store import open_store, sqlite, upgrade
from adapters.store.unit import SqlUnit
from hub.errors import StoreConflict, StoreUnavailable
from hub.model import Changes, Document, digest
from hub.ports import Store, Unit
from hub.testing.rows import brought, moved, write


@pytest.fixture
def worker() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_deadlock_is_a_conflict(store: Store, worker: ThreadPoolExecutor) -> None:
    """The batch can then run again, each document alone."""
    one, other = brought(store), brought(store)
    together = threading.Barrier(2, timeout=120)

    def cross(first: Document, second: Document) -> str:
        try:
            with store.transactions.begin() as unit:
                unit.write(replace(moved(first, "sent"), counted={}))  # one writer would wait for its own numbers
                together.wait()
                unit.write(replace(moved(second, "sent"), counted={}))
        except StoreConflict as conflict:
            return str(conflict)
        return "done"

    results = [worker.submit(cross, one, other), worker.submit(cross, other, one)]
    assert sorted("deadlock" in result.result(30) for result in results) == [False, True]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_writer_that_waits_in_vain_finds_the_store_unavailable(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the busy timeout: no document of its own is to blame."""
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.1)
    impatient = open_store(store_url)
    try:
        with (
            store.transactions.begin(),
            pytest.raises(StoreUnavailable, match="locked"),
            impatient.transactions.begin(),
        ):
            pass
        with impatient.transactions.begin() as unit:
            assert unit.documents(["nobody"]) == []
    finally:
        impatient.close()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_full_disk_makes_the_store_unavailable(store: Store) -> None:
    """Nothing of the batch stays, and the store goes on when there is room."""
    document = brought(store)
    large = b"x" * 1_000_000
    with pytest.raises(StoreUnavailable, match="full"), store.transactions.begin() as unit:
        _limit(unit, 1)
        unit.write(Changes(payloads={digest(large): large}))
    with store.transactions.begin() as unit:
        _limit(unit, 100_000)
    write(store, moved(document, "sent"))


def test_a_file_that_is_no_store_is_unavailable(tmp_path: Path) -> None:
    """Deliveries wait until an operator has put it right."""
    (tmp_path / "hub.db").write_bytes(b"no database at all" * 100)
    store = open_store(f"sqlite:///{tmp_path / 'hub.db'}")
    try:
        with pytest.raises(StoreUnavailable):
            store.documents.find("anything")
    finally:
        store.close()


def test_a_path_may_have_any_name(tmp_path: Path) -> None:
    """Spaces, question marks and Chinese characters are no part of the URL's syntax."""
    url = f"sqlite:///{tmp_path / '数据 100% #1.db'}"
    upgrade(url)
    store = open_store(url)
    assert store.documents.find(brought(store).id)
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["数据 100% #1.db"]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_server_that_stops_and_starts_is_used_again(store: Store, postgres: Postgres) -> None:
    """While it is away everything says so; then the same store object goes on by itself."""
    document = brought(store)
    with pytest.raises(StoreUnavailable), store.transactions.begin() as unit:
        unit.lock([document.id], [])
        postgres.stop()
        unit.write(moved(document, "sent"))
    try:
        with pytest.raises(StoreUnavailable):
            store.documents.find(document.id)
        with pytest.raises(StoreUnavailable), store.transactions.begin():
            pass
    finally:
        postgres.start()
    assert store.documents.find(document.id) == [document]
    write(store, moved(document, "sent"))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_restarted_server_is_not_noticed(store: Store, postgres: Postgres) -> None:
    """Connections that died while nobody used them are replaced."""
    document = brought(store)
    postgres.stop()
    postgres.start()
    assert store.documents.find(document.id) == [document]


def _limit(unit: Unit, pages: int) -> None:
    """Let the database's file grow to so many pages, as this unit's connection sees it."""
    assert isinstance(unit, SqlUnit)
    unit._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
