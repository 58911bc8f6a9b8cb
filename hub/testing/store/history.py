"""What a store refuses in every case: changed history, broken chains, second copies."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from hub.errors import StoreConflict
from hub.model import GENESIS, Cause, Changes, Claim, Quarantined, Reference, Settled, digest
from hub.ports import Filter, Store
from hub.testing.rows import (
    a_claim,
    a_document,
    a_message,
    a_quarantined,
    a_resource,
    all_in_one,
    brought,
    empty_books,
    moved,
    opened,
    trail_of,
    write,
)
from hub.testing.store.rig import Part

NUMBER, TIME = "20260921000000000001", 1_790_000_000_000_000


class History(Part):
    """Rows of the history are only added."""

    def test_a_payload_may_come_again(self, store: Store) -> None:
        """Equal bytes are stored once, without an error."""
        write(store, Changes(payloads={digest(b"a"): b"a"}))
        write(store, Changes(payloads={digest(b"a"): b"a", digest(b"b"): b"b"}))
        assert (store.archive.payload(digest(b"a")), store.archive.payload(digest(b"b"))) == (b"a", b"b")

    @pytest.mark.parametrize("previous", ["f" * 64, GENESIS])
    def test_a_transition_follows_the_one_before_it(self, store: Store, previous: str) -> None:
        """Its `previous` is the hash of the row before."""
        changes = moved(brought(store), "sent")
        changes.transitions[0] = replace(changes.transitions[0], previous=previous).sealed()
        with pytest.raises(StoreConflict):
            write(store, changes)

    def test_a_first_transition_follows_nothing(self, store: Store) -> None:
        """Its `previous` is all zeros."""
        books, _ = opened()
        changes = books.changes()
        changes.transitions[0] = replace(changes.transitions[0], previous="f" * 64)
        with pytest.raises(StoreConflict):
            write(store, changes)

    @pytest.mark.parametrize("seq", [0, 3])
    def test_no_transition_is_left_out(self, store: Store, seq: int) -> None:
        """Sequence numbers count from one, without a gap."""
        changes = moved(brought(store), "sent")
        changes.transitions[0] = replace(changes.transitions[0], seq=seq)
        with pytest.raises(StoreConflict):
            write(store, changes)

    def test_two_transitions_never_share_a_place(self, store: Store) -> None:
        """The second of two writers that read the same head gets a conflict."""
        document = brought(store)
        write(store, moved(document, "sent"))
        with pytest.raises(StoreConflict):
            write(store, moved(document, "accepted"))
        assert trail_of(store, document).document.status == "sent"

    @pytest.mark.parametrize("before", ["portal", None])
    def test_who_answers_for_a_signer_never_changes(self, store: Store, before: str | None) -> None:
        """A document's other columns change with its status; this one does not."""
        document = brought(store, vouched_by=before)
        for after in ("card:0", None if before else "portal"):
            with pytest.raises(StoreConflict):
                write(store, Changes(moved={document.id: replace(document, vouched_by=after)}))
        assert store.documents.find(document.id) == [document]

    @pytest.mark.parametrize(
        "before", [{"record": NUMBER, "submitted_at": TIME}, {"record": None, "submitted_at": None}]
    )
    @pytest.mark.parametrize("change", [{"record": "20260921000000000009"}, {"submitted_at": TIME + 1}])
    def test_record_number_and_time_never_change(
        self, store: Store, before: Mapping[str, Any], change: Mapping[str, Any]
    ) -> None:
        """Also not from no value to a value."""
        document = brought(store, **before)
        with pytest.raises(StoreConflict):
            write(store, Changes(moved={document.id: replace(document, **change)}))
        assert store.documents.find(document.id) == [document]

    def test_a_delivery_is_settled_once(self, store: Store) -> None:
        """A second act is refused; the delivery must be in quarantine."""
        row = a_quarantined(b"{")
        write(store, Changes(payloads={row.payload: b"{"}, quarantined=[row]))
        first = _settled(row, "discarded")
        write(store, Changes(settled=[first]))
        for refused in (_settled(row, "released"), _settled(a_quarantined(b"{"), "discarded")):
            with pytest.raises(StoreConflict):
                write(store, Changes(settled=[refused]))
        assert store.quarantine.settled([row.id]) == [first]


class Uniqueness(Part):
    """Unique rows are there once, and a row that others refer to exists."""

    def test_a_sender_uses_an_id_once(self, store: Store) -> None:
        """Another sender may use the same id."""
        brought(store, sender_ref="order-1")
        brought(store, sender_ref="order-1", sender="portal-b")
        with pytest.raises(StoreConflict):
            write(store, all_in_one([a_document(sender_ref="order-1")]))

    def test_a_record_number_is_given_once(self, store: Store) -> None:
        """The second document with the number gets a conflict. Documents without a number do not conflict."""
        first = brought(store, record=NUMBER)
        with pytest.raises(StoreConflict):
            brought(store, record=NUMBER)
        assert store.documents.log(Filter()) == [first]
        assert {brought(store).record, brought(store).record} == {None}

    def test_record_numbers_that_are_given_are_known(self, store: Store) -> None:
        """For many numbers in one query."""
        brought(store, record=NUMBER)
        with store.transactions.begin() as unit:
            assert unit.recorded({NUMBER, "20260921000000000002"}) == {NUMBER}

    def test_a_document_is_found_by_its_record_number(self, store: Store) -> None:
        """And by no other."""
        first = brought(store, record=NUMBER)
        with store.transactions.begin() as unit:
            assert unit.with_records({NUMBER, "20260921000000000002"}) == [first]
            assert unit.with_records(set()) == []

    def test_a_message_is_kept_once_per_direction_and_party(self, store: Store) -> None:
        """The same id from another party or in the other direction is another message."""

        def keep(**given: str) -> None:
            books = empty_books()
            books.post.keep(a_message(b"<a/>", id="m-1", **given), b"<a/>")
            write(store, books.changes())

        keep()
        keep(direction="in")
        keep(direction="in", party="bank-b")
        with pytest.raises(StoreConflict):
            keep()

    def test_a_reference_may_be_told_again(self, store: Store) -> None:
        """The same number is kept once."""
        books, document = opened()
        told = Reference(document.id, "policy-no", "PZ-1")
        for _ in range(2):
            books.names.refer(told)
        write(store, books.changes(), Changes(references={told: None}))
        assert trail_of(store, document).references == {"policy-no": "PZ-1"}

    def test_an_exclusive_claim_has_one_holder(self, store: Store) -> None:
        """While the claim is open; amounts are not exclusive."""
        first, second = brought(store), brought(store)
        quota = {"quota": a_resource("quota")}

        def claim(*claims: Claim) -> Changes:
            return Changes(resources=quota, claims={(c.document, c.resource, c.key): c for c in claims})

        write(store, claim(a_claim(first, "quota"), a_claim(first, "quota", "a", amount=1)))
        write(store, claim(a_claim(second, "quota", "a", amount=2), a_claim(second, "quota", open=False)))
        with pytest.raises(StoreConflict):
            write(store, claim(a_claim(second, "quota")))
        # Handed over within one transaction, in either order of writing.
        write(store, claim(a_claim(second, "quota"), a_claim(first, "quota", open=False)))

    def test_what_is_pointed_at_is_there(self, store: Store) -> None:
        """No document without its bytes, no transition without its document, no message without its bytes."""
        books, document = opened()
        cause = Cause("operator", "o", digest(b"o"))
        orphan = replace(books.trails.appended[0], document="nobody", cause=cause)
        for changes in (
            Changes(created={document.id: document}),
            Changes(transitions=[orphan]),
            Changes(messages=[a_message(b"<a/>")]),
        ):
            with pytest.raises(StoreConflict):
                write(store, changes)


def _settled(row: Quarantined, act: Any) -> Settled:
    return Settled(quarantine=row.id, act=act, reason="为何", at=7)
