"""Several workers on one store, and a store that goes away and comes back."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from services import Postgres
from store_cases import a_claim, a_document, a_resource, all_in_one, brought, empty_books, moved, opened, write

from adapters.store import SqlStore, open_store, sqlite, upgrade
from hub.errors import StoreConflict, StoreUnavailable
from hub.model import Changes, Document, digest

A_MOMENT = 0.3
"""Seconds after which one who could go on would have gone on."""
LOCK = """
import sys
from adapters.store import open_store
store = open_store(sys.argv[1])
print("ready", flush=True)
with store.begin() as unit:
    unit.lock([sys.argv[2]], [sys.argv[3]])
    print(unit.documents([sys.argv[2]])[0].status, flush=True)
store.close()
"""


@pytest.fixture
def worker() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def locking(store: SqlStore, documents: list[str], resources: list[str]) -> Callable[[], bool]:
    def lock() -> bool:
        with store.begin() as unit:
            unit.lock(documents, resources)
        return True

    return lock


def is_waiting(future: Future[Any]) -> bool:
    try:
        future.result(A_MOMENT)
    except StillWaiting:
        return True
    return False


@pytest.mark.parametrize("held", ["document", "resource"])
def test_a_locked_row_keeps_another_connection_out(store: SqlStore, worker: ThreadPoolExecutor, held: str) -> None:
    """Until the transaction that holds it ends."""
    document = brought(store)
    rows = {"document": ([document.id], []), "resource": ([], ["new-quota"])}[held]
    with store.begin() as unit:
        unit.lock(*rows)
        second = worker.submit(locking(store, *rows))
        assert is_waiting(second)
    assert second.result(10)


def test_a_locked_document_keeps_another_process_out(
    store: SqlStore, store_url: str, worker: ThreadPoolExecutor
) -> None:
    """And the other then reads what the first wrote."""
    document = brought(store)
    command = [sys.executable, "-c", LOCK, store_url, document.id, "quota"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as other:
        with store.begin() as unit:
            unit.lock([document.id], ["quota"])
            assert other.stdout is not None
            assert other.stdout.readline() == "ready\n"
            answer = worker.submit(other.stdout.readline)
            assert is_waiting(answer)
            unit.write(moved(document, "sent"))
        assert answer.result(10) == "sent\n"
    assert other.returncode == 0


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_workers_with_other_documents_do_not_wait(store: SqlStore, worker: ThreadPoolExecutor) -> None:
    """PostgreSQL locks rows; SQLite admits one writer at a time."""
    first, second = brought(store), brought(store)
    with store.begin() as unit:
        unit.lock([first.id], ["quota-1"])
        assert worker.submit(locking(store, [second.id], ["quota-2"])).result(10)


def test_the_order_of_names_makes_no_deadlock(store: SqlStore, worker: ThreadPoolExecutor) -> None:
    """Rows are locked in id order, whatever order they are named in."""
    documents = [brought(store).id for _ in range(20)]
    resources = [f"{name}-quota-{n}" for n in range(10) for name in ("a", "B", "额")]
    forth, back = locking(store, documents, resources), locking(store, documents[::-1], resources[::-1])
    done = [worker.submit(lock) for _ in range(20) for lock in (forth, back)]
    assert all(future.result(60) for future in done)


def test_one_of_two_claims_at_once_wins(store: SqlStore, worker: ThreadPoolExecutor) -> None:
    """Even of workers that did not lock; the other is told of a conflict."""
    write(store, Changes(resources={"bank": a_resource("bank")}))
    documents = [brought(store) for _ in range(4)]
    together = threading.Barrier(4, timeout=120)

    def claim(document: Document) -> str:
        together.wait()
        try:
            write(store, Changes(claims={("", "", ""): a_claim(document, "bank", "function")}))
        except StoreConflict:
            return "lost"
        return "won"

    assert sorted(worker.map(claim, documents)) == ["lost", "lost", "lost", "won"]


def test_no_reservation_is_lost(store: SqlStore, worker: ThreadPoolExecutor) -> None:
    """Workers that lock the resource add up to the cent."""

    def reserve(document: Document) -> None:
        books = empty_books()
        with store.begin() as unit:
            unit.lock([], ["quota"])
            books.claims.load_resources(unit.resources(["quota"]))
            books.claims.put(a_claim(document, "quota", amount=Decimal("0.10")))
            unit.write(books.changes())

    list(worker.map(reserve, [brought(store) for _ in range(30)]))
    quota = store.resource("quota")
    assert quota is not None
    assert quota.reserved == Decimal("3.00")


def test_threads_share_a_store(store: SqlStore, worker: ThreadPoolExecutor) -> None:
    """Each with a transaction of its own."""
    batches = [all_in_one([a_document() for _ in range(20)]) for _ in range(12)]
    list(worker.map(lambda changes: write(store, changes), batches))
    assert [count for _, _, count in store.statuses()] == [240]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_deadlock_is_a_conflict(store: SqlStore, worker: ThreadPoolExecutor) -> None:
    """The batch can then run again, each document alone."""
    one, other = brought(store), brought(store)
    together = threading.Barrier(2, timeout=120)

    def cross(first: Document, second: Document) -> str:
        try:
            with store.begin() as unit:
                unit.write(moved(first, "sent"))
                together.wait()
                unit.write(moved(second, "sent"))
        except StoreConflict as conflict:
            return str(conflict)
        return "done"

    results = [worker.submit(cross, one, other), worker.submit(cross, other, one)]
    assert sorted("deadlock" in result.result(30) for result in results) == [False, True]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_writer_that_waits_in_vain_finds_the_store_unavailable(
    store: SqlStore, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the busy timeout: no document of its own is to blame."""
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT", 0.1)
    impatient = open_store(store_url)
    try:
        with store.begin(), pytest.raises(StoreUnavailable, match="locked"), impatient.begin():
            pass
        with impatient.begin() as unit:
            assert unit.documents(["nobody"]) == []
    finally:
        impatient.close()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_full_disk_makes_the_store_unavailable(store: SqlStore) -> None:
    """Nothing of the batch stays, and the store goes on when there is room."""
    document = brought(store)
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    large = b"x" * 1_000_000
    with pytest.raises(StoreUnavailable, match="full"), store.begin() as unit:
        unit.write(Changes(payloads={digest(large): large}))
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    write(store, moved(document, "sent"))


def test_a_file_that_is_no_store_is_unavailable(tmp_path: Path) -> None:
    """Deliveries wait until an operator has put it right."""
    (tmp_path / "hub.db").write_bytes(b"no database at all" * 100)
    store = open_store(f"sqlite:///{tmp_path / 'hub.db'}")
    try:
        with pytest.raises(StoreUnavailable):
            store.find("anything")
    finally:
        store.close()


def test_a_path_may_have_any_name(tmp_path: Path) -> None:
    """Spaces, question marks and Chinese characters are no part of the URL's syntax."""
    url = f"sqlite:///{tmp_path / '数据 100% #1.db'}"
    upgrade(url)
    store = open_store(url)
    assert store.find(brought(store).id)
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["数据 100% #1.db"]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_server_that_stops_and_starts_is_used_again(store: SqlStore, postgres: Postgres) -> None:
    """While it is away everything says so; then the same store object goes on by itself."""
    document = brought(store)
    with pytest.raises(StoreUnavailable), store.begin() as unit:
        unit.lock([document.id], [])
        postgres.stop()
        unit.write(moved(document, "sent"))
    try:
        with pytest.raises(StoreUnavailable):
            store.find(document.id)
        with pytest.raises(StoreUnavailable), store.begin():
            pass
    finally:
        postgres.start()
    assert store.find(document.id) == [document]
    write(store, moved(document, "sent"))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_restarted_server_is_not_noticed(store: SqlStore, postgres: Postgres) -> None:
    """Connections that died while nobody used them are replaced."""
    document = brought(store)
    postgres.stop()
    postgres.start()
    assert store.find(document.id) == [document]


def test_a_conflict_leaves_the_store_usable(store: SqlStore) -> None:
    """The connection that met it is given back clean."""
    books, document = opened()
    write(store, books.changes())
    for _ in range(20):
        with pytest.raises(StoreConflict):
            write(store, books.changes())
    write(store, moved(replace(document), "sent"))
