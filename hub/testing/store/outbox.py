"""The promises for the outbox, for timers and for early notices."""

import hashlib
import threading
from dataclasses import replace

from hub.model import Changes, Outgoing, Parked, Timer
from hub.ports import Due, Store
from hub.testing.rows import (
    a_message,
    a_parked,
    a_quarantined,
    an_outgoing,
    brought,
    empty_books,
    opened,
    write,
)
from hub.testing.store.rig import Part

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Outbox(Part):
    """Outbox rows stay with their owner until they are confirmed."""

    def test_promises_stay_until_they_are_confirmed(self, store: Store) -> None:
        """A promise made twice is one row. A promise made again in the transaction of its confirmation stays."""
        first, second = an_outgoing("event", "d-1"), an_outgoing("event", "d-2")
        promise(store, first, second)
        promise(store, replace(first, at=1))
        with store.transactions.begin() as unit:
            assert sorted(unit.outgoing([first.id, second.id]), key=lambda row: row.id) == [first, second]
        again = replace(second, at=9)
        write(store, Changes(confirmed=[first.id, second.id], promised={second.id: again}))
        with store.transactions.begin() as unit:
            assert unit.outgoing([first.id, second.id]) == [again]

    def test_due_rows_come_with_what_renders_them(self, store: Store) -> None:
        """A message with its bytes, an event with its document and transition, a refusal with its quarantined row."""
        books, document = opened("received", "sent")
        message, refused = a_message(b"<a/>", document=document.id), a_quarantined(b"{")
        books.post.keep(message, b"<a/>")
        books.post.quarantine(refused, b"{")
        sent = an_outgoing("message", message.id)
        told = an_outgoing("event", document.id, seq=1, destination="portal-a")
        answered = an_outgoing("refusal", refused.id, destination="portal-a")
        write(store, books.changes(), Changes(promised={row.id: row for row in (sent, told, answered)}))

        assert store.outbox.due("worker-1", 10) == [
            Due(outgoing=sent, body=b"<a/>"),
            Due(outgoing=told, document=document, transition=books.trails.appended[0]),
            Due(outgoing=answered, quarantined=refused),
        ]

    def test_a_trace_that_is_none_any_more_is_not_told(self, store: Store) -> None:
        """Somebody may have changed it in the store: neither a due row has it, nor the document."""
        (whole, traced), (changed, spoiled) = opened(), opened()
        rows = [an_outgoing("event", one.id, seq=1, destination="portal-a") for one in (traced, spoiled)]
        said = {traced.id: TRACE, spoiled.id: f"{TRACE} and more"}
        promised = Changes(promised={row.id: row for row in rows}, traces=said)
        write(store, whole.changes(), changed.changes(), promised)
        assert store.outbox.traces(list(said)) == {traced.id: TRACE}
        assert {due.outgoing.id: due.trace for due in store.outbox.due("worker-1", 10)} == {
            rows[0].id: TRACE,
            rows[1].id: "",
        }

    def test_an_encrypted_message_is_due_as_it_travels(self, store: Store) -> None:
        """Its row names the signed message, of which the bytes stay too; what came in its stead does not go out."""
        books = empty_books()
        ours, theirs = a_message(b"<a/>"), a_message(b"<a/>", id="m-2", direction="in")
        books.post.keep(theirs, b"<a/>", b"came")
        books.post.keep(ours, b"<a/>", b"encrypted")
        sent = an_outgoing("message", ours.id)
        write(store, books.changes(), Changes(promised={sent.id: sent}))

        assert store.outbox.due("worker-1", 10) == [Due(outgoing=sent, body=b"encrypted", is_encrypted=True)]
        assert books.post.bytes_to_send(ours) == b"encrypted"
        assert store.archive.payload(ours.digest) == b"<a/>"
        assert store.archive.payload(hashlib.sha256(b"came").hexdigest()) == b"came"
        with store.transactions.snapshot() as unit:
            wires = unit.wires([ours.digest, "0" * 64])
        assert wires == {ours.digest: hashlib.sha256(b"encrypted").hexdigest()}

    def test_what_came_encrypted_is_known_by_its_content(self, store: Store) -> None:
        """What goes out encrypted does not count: its bytes came from nobody."""
        books = empty_books()
        books.post.keep(a_message(b"<a/>"), b"<a/>", b"sent")
        books.post.keep(theirs := a_message(b"<b/>", id="m-2", direction="in"), b"<b/>", b"came")
        write(store, books.changes())

        digests = (a_message(b"<a/>").digest, theirs.digest, "0" * 64)
        sent, came = (hashlib.sha256(wire).hexdigest() for wire in (b"sent", b"came"))
        assert [store.archive.wire(one, "out") for one in digests] == [sent, None, None]
        assert [store.archive.wire(one, "in") for one in digests] == [None, came, None]

    def test_a_due_message_is_the_one_to_its_destination(self, store: Store) -> None:
        """Ids are unique only for each direction and party: another party's message with the same id is not sent."""
        books = empty_books()
        for body, given in ((b"ours", {}), (b"theirs", {"direction": "in"}), (b"other", {"party": "bank-b"})):
            books.post.keep(a_message(body, id="m-1", **given), body)
        write(store, books.changes(), Changes(promised={"m-1": an_outgoing("message", "m-1")}))
        assert [due.body for due in store.outbox.due("worker-1", 10)] == [b"ours"]

    def test_due_rows_are_the_owners_own_and_the_oldest(self, store: Store) -> None:
        """In the order in which they were promised, at most as many as asked for."""
        rows = [an_outgoing("event", f"d-{n}") for n in range(4)]
        rows[1] = replace(rows[1], owner="worker-2")
        promise(store, *reversed(rows))
        assert [due.outgoing for due in store.outbox.due("worker-1", 2)] == [rows[0], rows[2]]
        assert [due.outgoing for due in store.outbox.due("worker-2", 9)] == [rows[1]]
        assert store.outbox.due("worker-3", 9) == []

    def test_what_is_due_can_be_read_page_by_page(self, store: Store) -> None:
        """Also rows of the same time: each row comes once."""
        rows = [replace(an_outgoing("event", f"d-{n}", owner="w"), at=n // 3) for n in range(10)]
        promise(store, *rows)
        read: list[str] = []
        after = None
        while page := store.outbox.due("w", 4, after):
            after = page[-1].outgoing
            read += [due.outgoing.id for due in page]
        assert read == [row.id for row in rows]

    def test_rows_of_other_owners_are_reassigned(self, store: Store) -> None:
        """Only rows of these owners; a second call changes nothing."""
        rows = [an_outgoing("event", f"d-{n}", owner=f"worker-{n}") for n in range(4)]
        promise(store, *rows)
        assert store.outbox.reassign(["worker-1", "worker-2"], "worker-0") == 2
        assert [due.outgoing.id for due in store.outbox.due("worker-0", 9)] == [row.id for row in rows[:3]]
        assert [due.outgoing.owner for due in store.outbox.due("worker-3", 9)] == ["worker-3"]
        assert store.outbox.reassign(["worker-1", "worker-2"], "worker-0") == 0

    def test_two_heirs_share_what_a_dead_worker_left(self, store: Store) -> None:
        """At the same moment: each row goes to exactly one worker."""
        rows = [an_outgoing("event", f"d-{n}", owner="dead") for n in range(60)]
        promise(store, *rows)
        threads = [threading.Thread(target=store.outbox.reassign, args=(["dead"], heir)) for heir in ("a", "b")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        owned = [due.outgoing.id for owner in ("a", "b", "dead") for due in store.outbox.due(owner, 100)]
        assert sorted(owned) == sorted(row.id for row in rows)
        assert store.outbox.due("dead", 1) == []


class Schedule(Part):
    """Timers and early notices are listed, oldest first."""

    def test_timers_that_are_due_are_listed(self, store: Store) -> None:
        """Later timers are left out. A timer that is set again replaces the old one; a dropped timer is gone."""
        document, other = brought(store), brought(store)
        timers = [Timer(document=d.id, kind="answer", due=at, tries=0) for d, at in ((document, 20), (other, 10))]
        write(store, Changes(timers={(timer.document, timer.kind): timer for timer in timers}))
        assert store.schedule.timers(20, 9) == [timers[1], timers[0]]
        assert store.schedule.timers(20, 1) == store.schedule.timers(19, 9) == [timers[1]]
        later = replace(timers[0], due=30, tries=1)
        write(store, Changes(timers={(document.id, "answer"): later, (other.id, "answer"): None}))
        assert (store.schedule.timers(29, 9), store.schedule.timers(30, 9)) == ([], [later])
        with store.transactions.snapshot() as unit:
            assert unit.timers([document.id, other.id]) == [later]

    def test_early_notices_are_read_in_pages(self, store: Store) -> None:
        """Parked receipts, which answer a message of the hub, are left out."""
        notices = [a_parked(b"<n/>", message=f"n-{n}", answers="", at=n // 2) for n in range(5)]
        receipt = a_parked(b"<n/>", answers="m-1", at=0)
        write(store, Changes(payloads={receipt.payload: b"<n/>"}, parked=[receipt, *reversed(notices)]))
        read: list[Parked] = []
        while page := store.schedule.early_notices(2, read[-1] if read else None):
            read += page
        assert read == notices


def promise(store: Store, *rows: Outgoing) -> None:
    write(store, Changes(promised={row.id: row for row in rows}))
