"""The promises for transactions (all or nothing) and for snapshots (one moment)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hub.errors import StoreConflict
from hub.model import BY_ACCOUNT, Cause, Changes, Reference, Registration, digest
from hub.ports import Filter, Standing, Store
from hub.testing.rows import (
    a_document,
    a_message,
    a_resource,
    all_in_one,
    brought,
    moved,
    now,
    opened,
    resource_of,
    submitted,
    trail_of,
    write,
)
from hub.testing.store.rig import Part, StoreRig


class Transactions(Part):
    """All changes of a transaction are written, or none."""

    def test_a_unit_reads_what_was_written(self, store: Store) -> None:
        """By id, by sender's id, by type, enterprise and status; messages by their keys."""
        books, document = opened("accepted")
        sent = a_message(b"<a/>", document=document.id)
        receipt = a_message(b"<r/>", kind="receipt", answers="theirs-1")
        received = a_message(b"<in/>", direction="in", answers=sent.id)
        for message, body in ((sent, b"<a/>"), (receipt, b"<r/>"), (received, b"<in/>")):
            books.post.keep(message, body)
        write(store, books.changes())

        with store.transactions.begin() as unit:
            assert unit.documents([document.id, "nobody"]) == [document]
            keys = {(document.sender, document.sender_ref), ("portal-b", document.sender_ref)}
            assert unit.brought(keys) == [document]
            assert unit.submitted([(document.sender, document.payload), (document.sender, "other")]) == [document]
            wanted = Standing(document.type, document.enterprise, frozenset({"accepted", "sent"}))
            assert unit.standing([wanted, replace(wanted, enterprise="another")]) == [document]
            assert unit.standing([replace(wanted, statuses=frozenset({"sent"}))]) == []
            assert unit.sent([sent.id, received.id]) == [sent]
            assert unit.sent_for([document.id]) == [sent]
            assert unit.received([("insurer-a", received.id), ("insurer-a", sent.id), ("b", received.id)]) == [received]
            assert unit.sent([receipt.id]) == [receipt]
            assert unit.payloads([sent.digest, digest(b"nothing")]) == {sent.digest: b"<a/>"}

    def test_answers_are_found_by_what_they_answer(self, store: Store) -> None:
        """For one party: another party may use the same ids."""
        books, document = opened("sent")
        message = a_message(b"<a/>", document=document.id)
        books.post.keep(message, b"<a/>")
        receipt = a_message(b"<r/>", direction="in", kind="receipt", document=document.id, answers=message.id)
        foreign = a_message(b"<r/>", direction="in", kind="receipt", party="bank-b", answers=message.id)
        write(store, books.changes(), Changes(payloads={digest(b"<r/>"): b"<r/>"}, messages=[receipt, foreign]))
        with store.transactions.snapshot() as unit:
            assert unit.answers([(message.party, message.id), ("bank-b", "other")]) == [receipt]

    def test_numbers_are_read_with_their_documents(self, store: Store) -> None:
        """By kind and value; several documents may have the same number."""
        references = []
        for kind in ("policy-no", "policy-no", "contract-no"):
            books, document = opened()
            references.append(Reference(document.id, kind, "1"))
            books.names.refer(references[-1])
            write(store, books.changes())
        with store.transactions.snapshot() as unit:
            found = unit.numbered([("policy-no", "1"), ("policy-no", "2")])
            assert {(r.document, d.id) for r, d in found} == {(r.document, r.document) for r in references[:2]}
            assert unit.references([references[2].document, "nobody"]) == [references[2]]

    def test_customs_codes_are_read_with_all_who_named_them(self, store: Store) -> None:
        """Each naming once, however often it comes; other codes stay unread."""
        by_card = Registration("1101919107", "91110000600037341L", "card", 0)
        by_customs = replace(by_card, source="customs", at=now())
        books, _ = opened()
        for naming in (by_card, by_customs, replace(by_customs, at=now()), replace(by_card, code="1101919108")):
            books.names.register(naming)
        write(store, books.changes(), Changes(registrations={by_customs: None}))
        with store.transactions.snapshot() as unit:
            found = unit.registrations(["1101919107", "0000000000"])
        assert len(found) == 3
        assert {by_card, by_customs} < set(found)

    def test_a_status_on_a_track_is_kept_with_the_document(self, store: Store) -> None:
        """It is read with the document's row; the document's own status stays."""
        document = brought(store)
        beside = document.put_on_track("guarantee", "K001", "E").put_on_track("account", "S")
        write(store, Changes(moved={document.id: beside}))
        with store.transactions.begin() as unit:
            (found,) = unit.documents([document.id])
        assert (found.status, found.on_track("guarantee")) == (document.status, ("K001", "E"))
        assert found.track_statuses == {"account": ["S"], "guarantee": ["K001", "E"]}

    def test_a_moved_document_is_what_the_store_then_holds(self, store: Store) -> None:
        """The document's row follows the head of its chain."""
        document = brought(store)
        changes = moved(document, "sent")
        write(store, changes)
        assert trail_of(store, document).document == changes.moved[document.id]
        assert len(trail_of(store, document).transitions) == 2

    def test_moving_a_document_that_is_not_there_is_refused(self, store: Store) -> None:
        """Each update changes exactly one row; otherwise the batch is rolled back."""
        there = brought(store)
        strangers = {there.id: replace(there, status="x"), "nobody": a_document(id="nobody")}
        with pytest.raises(StoreConflict):
            write(store, Changes(moved=strangers))
        assert trail_of(store, there).document == there

    def test_nothing_is_written_when_the_block_raises(self, store: Store) -> None:
        """The whole transaction is rolled back, and the error is raised further."""
        books, document = opened()
        with pytest.raises(ZeroDivisionError), store.transactions.begin() as unit:
            unit.write(books.changes())
            raise ZeroDivisionError
        assert store.documents.trail(document.id) is None
        assert store.archive.payload(document.payload) is None

    def test_a_batch_with_one_bad_row_writes_nothing(self, store: Store) -> None:
        """The good documents of the batch can then run again alone."""
        first = brought(store)
        good, twin = a_document(), a_document(sender_ref=first.sender_ref)
        with pytest.raises(StoreConflict):
            write(store, all_in_one([good, twin]))
        assert store.documents.trail(good.id) is None
        write(store, all_in_one([good]))
        assert store.documents.trail(good.id) is not None

    def test_a_conflict_leaves_the_store_usable(self, store: Store) -> None:
        """Whatever the conflict was."""
        books, document = opened()
        write(store, books.changes())
        for _ in range(20):
            with pytest.raises(StoreConflict):
                write(store, books.changes())
        write(store, moved(document, "sent"))

    def test_a_batch_may_be_large(self, store: Store) -> None:
        """Thousands of rows and keys are sent at once; no limit on parameters applies."""
        documents = [a_document() for _ in range(2_000)]
        write(store, all_in_one(documents))
        ids, resources = [d.id for d in documents], [f"quota-{n}" for n in range(2_000)]
        with store.transactions.begin() as unit:
            unit.lock(ids, resources)
            assert len(unit.documents(ids)) == len(ids)
            assert len(unit.brought([(d.sender, d.sender_ref) for d in documents])) == len(ids)
            assert len(unit.resources(resources)) == len(resources)
            assert unit.received([("insurer-a", id_) for id_ in ids]) == unit.sent(ids) == []
            assert unit.claims(ids, resources) == []
            strangers = [Standing(d.type, f"e-{n}", frozenset("abc")) for n, d in enumerate(documents)]
            assert unit.standing(strangers) == []

    def test_empty_questions_have_empty_answers(self, store: Store) -> None:
        """A query without keys returns nothing, and an empty change writes nothing."""
        with store.transactions.begin() as unit:
            unit.lock([], [])
            unit.write(Changes())
            answers = (unit.documents([]), unit.brought([]), unit.standing([]), unit.resources([]), unit.claims([], []))
            assert answers == ([], [], [], [], [])
            assert (unit.sent([]), unit.received([]), unit.quarantined([]), unit.outgoing([])) == ([], [], [], [])
            assert (unit.parked([]), unit.waiting([]), unit.recorded(set())) == ([], [], set())
            assert unit.portals([], "refused", 0) == {}
            assert unit.registrations([]) == []

    def test_a_resource_that_is_locked_exists(self, store: Store) -> None:
        """Locking makes an empty resource, and does not change an existing one."""
        write(store, Changes(resources={"quota-1": a_resource("quota-1", "5")}))
        with store.transactions.begin() as unit:
            unit.lock([], ["quota-2", "quota-1", "quota-2"])
            found = {resource.key: resource.reserved for resource in unit.resources(["quota-1", "quota-2"])}
        assert found == {"quota-1": Decimal(5), "quota-2": Decimal(0)}

    def test_portals_are_those_with_a_submission_that_was_not_refused(self, store: Store) -> None:
        """Each once and sorted. A document that a party announced has no portal."""
        for portal, status in (("p-2", "sent"), ("p-1", "sent"), ("p-1", "done"), ("p-3", "refused"), (None, "sent")):
            submitted(store, portal, status)
        with store.transactions.begin() as unit:
            assert unit.portals(["e-1", "e-2"], "refused", 0) == {"e-1": ["p-1", "p-2"], "e-2": []}

    @pytest.mark.parametrize("voucher", [None, BY_ACCOUNT])
    def test_a_portal_speaks_for_no_enterprise_by_an_account(self, store: Store, voucher: str | None) -> None:
        """Only a card shows whose the submission is: one that signed, or one for which the portal vouches."""
        submitted(store, "p-1", vouched_by=voucher)
        submitted(store, "p-2", vouched_by="card:00")
        submitted(store, "p-3", vouched_by="portal")
        with store.transactions.begin() as unit:
            assert unit.portals(["e-1"], "refused", 0) == {"e-1": ["p-2", "p-3"]}

    def test_a_portal_speaks_for_an_enterprise_for_a_time(self, store: Store) -> None:
        """A submission counts when it was accepted at that time or later."""
        submitted(store, "p-1", created_at=1_000)
        submitted(store, "p-2", created_at=999)
        with store.transactions.begin() as unit:
            assert unit.portals(["e-1"], "refused", 1_000) == {"e-1": ["p-1"]}

    def test_a_portal_speaks_for_no_enterprise_by_what_it_did_not_submit(self, store: Store) -> None:
        """A document that the hub made, or a notice about a portal's document, is no submission."""
        brought(store, "sent", portal="p-1", enterprise="e-1", vouched_by="portal")
        with store.transactions.begin() as unit:
            assert unit.portals(["e-1"], "refused", 0) == {"e-1": []}

    def test_an_operators_act_is_a_cause_like_others(self, store: Store) -> None:
        """Its observation follows the existing rows, and a unit reads it like the trail."""
        books, document = opened("sent")
        cause = Cause("operator", "plan-1", digest(b"why"))
        books.trails.append(document.id, "sent", cause, {"observed": "replayed"})
        write(store, books.changes())
        with store.transactions.snapshot() as unit:
            assert unit.transitions([document.id]) == list(books.trails.appended)
        assert trail_of(store, document).transitions == list(books.trails.appended)

    def test_a_store_opened_again_still_holds_everything(self, rig: StoreRig, store: Store) -> None:
        """Committed rows survive the object that committed them, and the store's identity stays."""
        document, identity = brought(store), store.identity()
        store.close()
        again = rig.open()
        assert (again.documents.find(document.id), again.identity()) == ([document], identity)


class Snapshots(Part):
    """The state of one moment; no waiting, no writing."""

    def test_a_snapshot_reads_as_any_unit_does(self, store: Store) -> None:
        """Committed rows, by the same queries."""
        document = brought(store)
        with store.transactions.snapshot() as unit:
            assert unit.documents([document.id]) == [document]
            assert unit.brought([(document.sender, document.sender_ref)]) == [document]

    def test_a_snapshot_keeps_no_writer_waiting_and_waits_for_none(self, store: Store) -> None:
        """It may "lock" what a writer holds, because it locks nothing."""
        document = brought(store)
        with store.transactions.begin() as writing:
            writing.lock([document.id], ["quota"])
            with store.transactions.snapshot() as unit:
                unit.lock([document.id], ["quota", "another"])
                assert unit.resources(["quota", "another"]) == []
                writing.write(moved(document, "sent"))
        with store.transactions.snapshot() as unit:
            unit.lock([document.id], ["quota"])
            write(store, moved(store.documents.find(document.id)[0], "accepted"))

    def test_a_snapshot_sees_one_moment(self, store: Store) -> None:
        """Rows that are committed after its first read are not seen."""
        document = brought(store)
        with store.transactions.snapshot() as unit:
            assert unit.documents([document.id]) == [document]
            write(store, moved(document, "sent"))
            assert unit.documents([document.id]) == [document]
        assert store.documents.find(document.id)[0].status == "sent"

    def test_a_snapshot_writes_nothing(self, store: Store) -> None:
        """Neither changes nor locked resources."""
        with store.transactions.snapshot() as unit, pytest.raises(TypeError):
            unit.write(Changes())
        with store.transactions.snapshot() as unit:
            unit.lock([], ["quota"])
        assert resource_of(store, "quota") is None

    def test_a_store_writes_again_after_a_snapshot(self, store: Store) -> None:
        """The mode of the snapshot does not stay."""
        with store.transactions.snapshot() as unit:
            assert unit.documents(["nobody"]) == []
        document = brought(store)
        assert store.documents.find(document.id) == [document]

    def test_reading_does_not_wait_for_a_writer(self, store: Store) -> None:
        """Operators see the last committed rows while a transaction is open."""
        document = brought(store)
        with store.transactions.begin() as unit:
            unit.lock([document.id], ["quota"])
            unit.write(moved(document, "sent"))
            assert store.documents.find(document.id) == [document]
            assert store.documents.log(Filter()) == [document]
        assert store.documents.log(Filter())[0].status == "sent"
