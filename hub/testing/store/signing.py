"""The promises for messages that wait for their signatures."""

import threading
from dataclasses import replace

import pytest

from hub.errors import Code, StoreConflict
from hub.model import OFFERED, Changes, ToSign
from hub.ports import Store, WaitingGroup
from hub.testing.rows import a_message_to_sign, an_outgoing, brought, empty_books, trail_of, write
from hub.testing.store.rig import Part


class Signing(Part):
    """Messages wait for their signatures with their owner, and each is signed once."""

    def test_a_message_waits_until_it_is_signed(self, store: Store) -> None:
        """Everything of it comes back. A message that is asked for twice waits once."""
        document = brought(store)
        of_document = a_message_to_sign(document=document.id, round=2, kind="inquiry", body=b"<\xc3\xa9/>")
        receipt = a_message_to_sign(kind="receipt", answers="r-1", round=0)
        wait(store, of_document, receipt)
        wait(store, replace(receipt, at=1, body=b"<other/>"))
        with store.transactions.snapshot() as unit:
            assert by_id(unit.to_sign([of_document.id, receipt.id, "other"])) == by_id([of_document, receipt])
            assert unit.to_sign_for([document.id]) == [of_document]
        write(store, Changes(signed=[of_document.id]))
        with store.transactions.snapshot() as unit:
            assert (unit.to_sign([of_document.id, receipt.id]), unit.to_sign_for([document.id])) == ([receipt], [])

    def test_the_messages_of_a_document_come_oldest_first(self, store: Store) -> None:
        """They are sent in this order."""
        document = brought(store)
        rows = [a_message_to_sign(document=document.id) for _ in range(3)]
        wait(store, *reversed(rows))
        with store.transactions.snapshot() as unit:
            assert unit.to_sign_for([document.id]) == rows

    def test_what_is_to_be_signed_is_listed_by_owner_and_party(self, store: Store) -> None:
        """Oldest first, at most as many as asked for, without those that the caller knows."""
        rows = [a_message_to_sign(party=f"bank-{n % 2}") for n in range(5)]
        other = a_message_to_sign(owner="worker-2", party="bank-9")
        wait(store, *reversed(rows), other)
        assert store.signing.parties("worker-1") == ["bank-0", "bank-1"]
        assert store.signing.due("worker-1", ["bank-0"], 9) == rows[::2]
        assert store.signing.due("worker-1", ["bank-1", "bank-0"], 3) == rows[:3]
        assert store.signing.due("worker-1", ["bank-0"], 1, {rows[0].id, rows[4].id}) == [rows[2]]
        assert store.signing.due("worker-2", ["bank-0"], 9) == store.signing.due("worker-1", [], 9) == []
        assert store.signing.parties("worker-3") == []

    def test_large_messages_come_in_part(self, store: Store) -> None:
        """They must not fill the memory; one comes in any case."""
        rows = [a_message_to_sign(body=bytes(40 * 1024 * 1024)) for _ in range(2)]
        wait(store, *rows)
        assert [row.id for row in store.signing.due("worker-1", ["insurer-a"], 9)] == [rows[0].id]

    def test_they_are_reassigned_with_the_outbox(self, store: Store) -> None:
        """An owner without a heartbeat is known by them too."""
        rows = [a_message_to_sign(owner=f"worker-{n}") for n in range(3)]
        wait(store, *rows)
        write(store, Changes(promised={"o-1": an_outgoing("event", "d-1", owner="worker-1")}))
        assert store.heartbeats.record("worker-0", 1) == {"worker-0": 1, "worker-1": 0, "worker-2": 0}
        assert store.outbox.reassign(["worker-1"], "worker-0") == 2
        assert [row.id for row in store.signing.due("worker-0", ["insurer-a"], 9)] == [row.id for row in rows[:2]]
        assert store.outbox.reassign(["worker-1"], "worker-0") == 0

    def test_the_reason_of_a_failure_is_kept_with_the_message(self, store: Store) -> None:
        """The trail shows what waits, and why. A message that was signed meanwhile is left out."""
        document = brought(store)
        rows = [a_message_to_sign(document=document.id) for _ in range(2)]
        wait(store, *rows)
        store.signing.note({rows[0].id: Code.DEVICE_REFUSED, "gone": Code.PROCESSING_FAILED})
        assert list(trail_of(store, document).to_sign) == [replace(rows[0], why=Code.DEVICE_REFUSED), rows[1]]
        store.signing.note({})
        write(store, Changes(signed=[rows[0].id]))
        assert list(trail_of(store, document).to_sign) == [rows[1]]

    def test_what_one_worker_offers_another_takes(self, store: Store) -> None:
        """Oldest first, and only for the parties that it signs for. What is offered is no dead worker's."""
        rows = [a_message_to_sign(party=f"bank-{n % 2}") for n in range(5)]
        wait(store, *reversed(rows))
        assert store.signing.offer("worker-1", ["bank-0"]) == 3
        assert store.signing.parties("worker-1") == ["bank-1"]
        assert store.signing.parties(OFFERED) == ["bank-0"]
        assert store.heartbeats.record("worker-2", 1) == {"worker-1": 0, "worker-2": 1}
        assert store.signing.take(["bank-1"], "worker-2", 9) == 0
        assert store.signing.take(["bank-0"], "worker-2", 2) == 2
        assert [row.id for row in store.signing.due("worker-2", ["bank-0"], 9)] == [rows[0].id, rows[2].id]
        assert store.signing.take(["bank-0"], "worker-3", 9) == 1
        assert store.signing.offer("worker-3", []) == store.signing.take([], "worker-2", 9) == 0

    def test_two_workers_never_take_the_same_message(self, store: Store) -> None:
        """They take at the same moment; together they have each message once."""
        rows = [a_message_to_sign() for _ in range(20)]
        wait(store, *rows)
        store.signing.offer("worker-1", ["insurer-a"])
        start, taken = threading.Barrier(2), []

        def take(worker: str) -> None:
            start.wait()
            taken.append(store.signing.take(["insurer-a"], worker, 20))

        threads = [threading.Thread(target=take, args=(worker,)) for worker in ("worker-2", "worker-3")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        owned = [len(store.signing.due(worker, ["insurer-a"], 99)) for worker in ("worker-2", "worker-3")]
        assert (sum(owned), sorted(owned)) == (20, sorted(taken))

    def test_one_message_never_has_two_contents(self, store: Store) -> None:
        """Two workers record their signatures of one message at the same moment: one of them is kept."""
        row = a_message_to_sign()
        wait(store, row)
        start, refused = threading.Barrier(2), []

        def record(body: bytes) -> None:
            books = empty_books()
            books.post.keep(row.signed(body), body)
            books.post.end_waiting(row.id)
            start.wait()
            try:
                write(store, books.changes())
            except StoreConflict:
                refused.append(body)

        threads = [threading.Thread(target=record, args=(body,)) for body in (b"one", b"two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with store.transactions.snapshot() as unit:
            (message,) = unit.sent([row.id])
            assert len(refused) == 1
            assert list(unit.payloads([message.digest]).values()) == [{b"one": b"two", b"two": b"one"}[refused[0]]]

    def test_what_waits_is_counted(self, store: Store) -> None:
        """By party and kind, with the time of the oldest."""
        rows = [
            a_message_to_sign(),
            a_message_to_sign(),
            a_message_to_sign(kind="receipt"),
            a_message_to_sign(party="b"),
        ]
        wait(store, *rows)
        assert store.totals.overview([], []).to_sign == [
            WaitingGroup("b", "business", 1, rows[3].at, rows[3].at),
            WaitingGroup("insurer-a", "business", 2, rows[0].at, rows[1].at),
            WaitingGroup("insurer-a", "receipt", 1, rows[2].at, rows[2].at),
        ]

    def test_it_waits_for_a_document_that_is_there(self, store: Store) -> None:
        """A row that refers to a missing document is refused."""
        with pytest.raises(StoreConflict):
            wait(store, a_message_to_sign(document="missing"))


def wait(store: Store, *rows: ToSign) -> None:
    write(store, Changes(to_sign={row.id: row for row in rows}))


def by_id(rows: list[ToSign]) -> dict[str, ToSign]:
    return {row.id: row for row in rows}
