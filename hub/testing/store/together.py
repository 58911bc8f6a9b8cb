"""The promises for several workers that use one store at the same time."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from decimal import Decimal

import pytest

from hub.errors import StoreConflict
from hub.model import Changes, Document, Parked
from hub.ports import Store
from hub.testing.elsewhere import Life
from hub.testing.rows import (
    a_claim,
    a_document,
    a_parked,
    a_resource,
    all_in_one,
    brought,
    empty_books,
    moved,
    opened,
    resource_of,
    write,
)
from hub.testing.store.rig import Part, StoreRig

A_MOMENT = 0.3
"""Seconds after which a worker that does not wait would certainly have gone on."""


class Together(Part):
    """No worker overwrites what another worker holds."""

    @pytest.fixture
    def worker(self) -> Iterator[ThreadPoolExecutor]:
        with ThreadPoolExecutor(4) as pool:
            yield pool

    @pytest.mark.parametrize("held", ["document", "resource"])
    def test_a_locked_row_keeps_another_transaction_out(
        self, store: Store, worker: ThreadPoolExecutor, held: str
    ) -> None:
        """Until the transaction that holds it ends."""
        document = brought(store)
        documents, resources = ([document.id], []) if held == "document" else ([], ["new-quota"])
        with store.transactions.begin() as unit:
            unit.lock(documents, resources)
            second = worker.submit(_locking(store, documents, resources))
            assert _is_waiting(second)
        assert second.result(10)

    def test_a_locked_document_keeps_another_worker_out(
        self, rig: StoreRig, store: Store, worker: ThreadPoolExecutor
    ) -> None:
        """The second worker then reads what the first one wrote."""
        document = brought(store)
        with store.transactions.begin() as unit:
            unit.lock([document.id], ["quota"])
            other = rig.start(lock_and_say, document.id, "quota")
            assert other.line() == "ready"
            answer = worker.submit(other.line)
            assert _is_waiting(answer)
            unit.write(moved(document, "sent"))
        assert answer.result(10) == "sent"
        assert other.finish() == []

    def test_a_parked_message_is_taken_once(self, store: Store, worker: ThreadPoolExecutor) -> None:
        """A transaction that reads it keeps others out; after that it is not there any more."""
        receipt = a_parked(b"<r/>")
        write(store, Changes(payloads={receipt.payload: b"<r/>"}, parked=[receipt]))
        with store.transactions.begin() as unit:
            assert unit.waiting([(receipt.party, receipt.message)]) == [receipt]
            answer = worker.submit(_read_waiting, store, receipt)
            assert _is_waiting(answer)
            unit.write(Changes(matched=[(receipt.party, receipt.message)]))
        assert answer.result(10) == []

    def test_what_a_killed_worker_had_written_and_not_committed_is_gone(self, rig: StoreRig, store: Store) -> None:
        """No worker waits for its locks."""
        document = brought(store)
        other = rig.start(write_and_hang, document.id)
        assert other.line() == "written"
        other.kill()
        with store.transactions.begin() as unit:
            unit.lock([document.id], [])
            assert unit.documents([document.id]) == [document]

    def test_writers_of_different_rows_wait_only_where_one_writes_at_a_time(
        self, rig: StoreRig, store: Store, worker: ThreadPoolExecutor
    ) -> None:
        """As the adapter's features say."""
        first, second = brought(store), brought(store)
        with store.transactions.begin() as unit:
            unit.lock([first.id], ["quota-1"])
            other = worker.submit(_locking(store, [second.id], ["quota-2"]))
            if rig.features.locks_rows:
                assert other.result(10)
            else:
                assert _is_waiting(other)
        assert other.result(10)

    def test_the_order_of_names_makes_no_deadlock(self, store: Store, worker: ThreadPoolExecutor) -> None:
        """Rows are locked in one order, whatever the order of the arguments."""
        documents = [brought(store).id for _ in range(20)]
        resources = [f"{name}-quota-{n}" for n in range(10) for name in ("a", "B", "额")]
        forth, back = _locking(store, documents, resources), _locking(store, documents[::-1], resources[::-1])
        done = [worker.submit(lock) for _ in range(20) for lock in (forth, back)]
        assert all(future.result(60) for future in done)

    def test_one_of_two_claims_at_once_wins(self, store: Store, worker: ThreadPoolExecutor) -> None:
        """Also for workers that did not lock; the other worker gets a conflict."""
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

    def test_no_reservation_is_lost(self, store: Store, worker: ThreadPoolExecutor) -> None:
        """Workers that lock the resource add up exactly."""

        def reserve(document: Document) -> None:
            books = empty_books()
            with store.transactions.begin() as unit:
                unit.lock([], ["quota"])
                books.claims.load_resources(unit.resources(["quota"]))
                books.claims.put(a_claim(document, "quota", amount=Decimal("0.10")))
                unit.write(books.changes())

        list(worker.map(reserve, [brought(store) for _ in range(30)]))
        found = resource_of(store, "quota")
        assert found is not None
        assert found.reserved == Decimal("3.00")

    def test_threads_share_a_store(self, store: Store, worker: ThreadPoolExecutor) -> None:
        """Each thread has its own transaction."""
        batches = [all_in_one([a_document() for _ in range(20)]) for _ in range(12)]
        list(worker.map(lambda changes: write(store, changes), batches))
        assert [kind.count for kind in store.totals.open_kinds([], [])] == [240]


# ---- elsewhere -------------------------------------------------------------------------------


def lock_and_say(store: Store, life: Life, document: str, resource: str) -> None:
    """Wait for a document's lock, and say the document's status at that time."""
    life.say("ready")
    with store.transactions.begin() as unit:
        unit.lock([document], [resource])
        life.say(unit.documents([document])[0].status)
    store.close()


def write_and_hang(store: Store, life: Life, document: str) -> None:
    """Move a document, write another one, and never commit."""
    books, _ = opened()
    with store.transactions.begin() as unit:
        unit.lock([document], [])
        unit.write(moved(unit.documents([document])[0], "sent"))
        unit.write(books.changes())
        life.say("written")
        life.hang()


def _locking(store: Store, documents: list[str], resources: list[str]) -> Callable[[], bool]:
    def lock() -> bool:
        with store.transactions.begin() as unit:
            unit.lock(documents, resources)
        return True

    return lock


def _read_waiting(store: Store, parked: Parked) -> list[Parked]:
    with store.transactions.begin() as unit:
        return unit.waiting([(parked.party, parked.message)])


def _is_waiting(future: Future[object] | Future[bool] | Future[str] | Future[list[Parked]]) -> bool:
    try:
        future.result(A_MOMENT)
    except StillWaiting:
        return True
    return False
