"""What every store promises: rows come back as they went in, all of a transaction or none."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table
from store_cases import (
    a_claim,
    a_document,
    a_message,
    a_parked,
    a_quarantined,
    a_resource,
    all_in_one,
    an_outgoing,
    brought,
    empty_books,
    moved,
    opened,
    resource_of,
    trail_of,
    write,
)

from adapters.store import SqlStore, open_store, tables
from hub.errors import StoreConflict
from hub.model import Changes, Document, Message, Outgoing, Parked, Quarantined, Reference, digest
from hub.ports import Standing


def test_a_document_comes_back_with_its_trail(store: SqlStore) -> None:
    """Transitions, their details, messages and business numbers are read as they were written."""
    books, document = opened("received", "sent")
    books.post.keep(a_message(b"<a/>", document=document.id), b"<a/>")
    books.names.refer(Reference(document.id, "policy-no", "保单-1"))
    write(store, books.changes())

    trail = store.trail(document.id)

    assert trail is not None
    assert trail.document == document
    assert trail.references == {"policy-no": "保单-1"}
    assert trail.transitions == list(books.trails.appended)
    assert trail.messages == list(books.post.kept)
    assert store.payload(digest(b"<a/>")) == b"<a/>"


def test_a_transition_read_from_the_store_has_the_same_hash(store: SqlStore) -> None:
    """Nothing that is hashed is lost or changed on the way."""
    document = brought(store, "received", "sent", "accepted")
    trail = store.trail(document.id)
    assert trail is not None
    assert [transition.sealed() for transition in trail.transitions] == list(trail.transitions)


def test_a_unit_reads_what_was_written(store: SqlStore) -> None:
    """By id, by its sender's id, by standing, and messages by their keys."""
    books, document = opened("accepted")
    sent = a_message(b"<a/>", document=document.id)
    receipt = a_message(b"<r/>", kind="receipt", answers="theirs-1")
    received = a_message(b"<in/>", direction="in", answers=sent.id)
    for message, body in ((sent, b"<a/>"), (receipt, b"<r/>"), (received, b"<in/>")):
        books.post.keep(message, body)
    write(store, books.changes())

    with store.begin() as unit:
        assert unit.documents([document.id, "nobody"]) == [document]
        assert unit.brought({(document.sender, document.sender_ref), ("portal-b", document.sender_ref)}) == [document]
        wanted = Standing(document.type, document.enterprise, frozenset({"accepted", "sent"}))
        assert unit.standing([wanted, replace(wanted, enterprise="another")]) == [document]
        assert unit.standing([replace(wanted, statuses=frozenset({"sent"}))]) == []
        assert unit.sent([sent.id, received.id]) == [sent]
        assert unit.received([("insurer-a", received.id), ("insurer-a", sent.id), ("b", received.id)]) == [received]
        assert unit.sent([receipt.id]) == [receipt]


def test_claims_and_resources_come_back_exactly(store: SqlStore) -> None:
    """Money keeps every digit; a unit sees a document's claims and a resource's open ones."""
    books, document = opened()
    amount = Decimal("99999999999999999.990")
    open_, closed = a_claim(document, "quota-1", "a", amount=amount), a_claim(document, "quota-2", "b", open=False)
    changes = books.changes()
    changes.resources |= {
        "quota-1": a_resource("quota-1", "0.10", 总额="1E+3"),
        "quota-2": a_resource("quota-2"),
    }
    changes.claims |= {(c.document, c.resource, c.key): c for c in (open_, closed)}
    write(store, changes)

    with store.begin() as unit:
        assert unit.claims([document.id], ["quota-1"]) in ([open_, closed], [closed, open_])
        assert unit.claims([], ["quota-1", "quota-2"]) == [open_]
        assert unit.resources(["quota-1", "none"]) == [changes.resources["quota-1"]]
    assert store.resource("quota-1") == changes.resources["quota-1"]
    assert str(resource_of(store, "quota-1").reserved) == "0.10"
    assert store.resource("none") is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amount=st.decimals(allow_nan=False, allow_infinity=False))
def test_no_amount_is_rounded(store: SqlStore, amount: Decimal) -> None:
    """Exact means the same digits, sign and exponent."""
    write(store, Changes(resources={"quota": replace(a_resource("quota"), reserved=amount)}))
    found = store.resource("quota")
    assert found is not None
    assert found.reserved.as_tuple() == amount.as_tuple()


def test_claims_and_resources_are_replaced(store: SqlStore) -> None:
    """Writing one that is there updates it."""
    books, document = opened()
    books.claims.put(a_claim(document, "quota", "a", amount=Decimal(5)))
    write(store, books.changes())
    settled = a_claim(document, "quota", "a", amount=Decimal(5), open=False, settled_at=7)
    books = empty_books()
    books.claims.load_resources([resource_of(store, "quota")])
    books.claims.load([a_claim(document, "quota", "a", amount=Decimal(5))])
    books.claims.put(settled)
    write(store, books.changes())

    with store.begin() as unit:
        assert unit.claims([document.id], []) == [settled]
    assert resource_of(store, "quota").reserved == 0


def test_parked_receipts_wait_until_they_are_matched(store: SqlStore) -> None:
    """They are found with their bytes by what they answer, kept once, and gone when matched."""
    receipt = a_parked(b"<r/>", answers="m-9")
    write(store, Changes(payloads={receipt.payload: b"<r/>"}, parked=[receipt, replace(receipt, at=1)]))
    with store.begin() as unit:
        assert unit.parked([("insurer-a", "m-9"), ("insurer-b", "m-9")]) == [(receipt, b"<r/>")]
        assert unit.waiting([("insurer-a", receipt.message), ("insurer-b", receipt.message)]) == [receipt]
        assert store.parked(10) == [receipt]
        unit.write(Changes(matched=[("insurer-a", receipt.message)]))
    assert store.parked(10) == []


def test_a_quarantined_delivery_keeps_even_what_no_database_stores(store: SqlStore) -> None:
    """The last net takes NUL and lone surrogates: they are replaced, not refused. Newest first."""
    plain, odd = a_quarantined(b"\0\xff"), a_quarantined(b"\0\xff", cause="a\0b\ud800c", answers="x\0")
    write(store, Changes(payloads={plain.payload: b"\0\xff"}, quarantined=[plain, odd]))
    assert store.quarantined(10) == [replace(odd, cause="a\ufffdb\ufffdc", answers="x\ufffd"), plain]
    assert store.quarantined(1) == [replace(odd, cause="a\ufffdb\ufffdc", answers="x\ufffd")]


def test_a_moved_document_is_what_the_store_then_holds(store: SqlStore) -> None:
    """The document's row follows the head of its chain."""
    document = brought(store)
    changes = moved(document, "sent")
    write(store, changes)
    assert trail_of(store, document.id).document == changes.moved[document.id]
    assert len(trail_of(store, document.id).transitions) == 2


def test_moving_a_document_that_is_not_there_is_refused(store: SqlStore) -> None:
    """Each update changes exactly one row, or the batch is taken back."""
    there = brought(store)
    with pytest.raises(StoreConflict), store.begin() as unit:
        unit.write(Changes(moved={there.id: replace(there, status="x"), "nobody": a_document(id="nobody")}))
    assert trail_of(store, there.id).document == there


def test_nothing_is_written_when_the_block_raises(store: SqlStore) -> None:
    """A transaction is rolled back whole, and the failure goes on."""
    books, document = opened()
    with pytest.raises(ZeroDivisionError), store.begin() as unit:
        unit.write(books.changes())
        1 / 0  # noqa: B018
    assert store.trail(document.id) is None
    assert store.payload(document.payload) is None


def test_a_batch_with_one_bad_row_writes_nothing(store: SqlStore) -> None:
    """The good documents of the batch can then run again alone."""
    first = brought(store)
    good, twin = a_document(), a_document(sender_ref=first.sender_ref)
    with pytest.raises(StoreConflict), store.begin() as unit:
        unit.write(all_in_one([good, twin]))
    assert store.trail(good.id) is None
    write(store, all_in_one([good]))
    assert store.trail(good.id) is not None


def test_a_batch_may_be_large(store: SqlStore) -> None:
    """Thousands of rows and keys travel at once: no limit on parameters is met."""
    documents = [a_document() for _ in range(2_000)]
    write(store, all_in_one(documents))
    ids, resources = [d.id for d in documents], [f"quota-{n}" for n in range(2_000)]
    with store.begin() as unit:
        unit.lock(ids, resources)
        assert len(unit.documents(ids)) == len(ids)
        assert len(unit.brought([(d.sender, d.sender_ref) for d in documents])) == len(ids)
        assert len(unit.resources(resources)) == len(resources)
        assert unit.received([("insurer-a", id_) for id_ in ids]) == unit.sent(ids) == []
        assert unit.claims(ids, resources) == []
        assert len(unit.standing([Standing(d.type, f"e-{n}", frozenset("abc")) for n, d in enumerate(documents)])) == 0


def test_empty_questions_have_empty_answers(store: SqlStore) -> None:
    """No key asks for nothing, and an empty change writes nothing."""
    with store.begin() as unit:
        unit.lock([], [])
        unit.write(Changes())
        answers = (unit.documents([]), unit.brought([]), unit.standing([]), unit.resources([]), unit.claims([], []))
        assert answers == ([], [], [], [], [])
        assert (unit.sent([]), unit.received([]), unit.quarantined([]), unit.outgoing([])) == ([], [], [], [])
        assert (unit.parked([]), unit.waiting([])) == ([], [])
        assert unit.portals([], "refused") == {}


def test_a_resource_that_is_locked_exists(store: SqlStore) -> None:
    """Locking makes it, empty, and leaves one alone that is there."""
    write(store, Changes(resources={"quota-1": a_resource("quota-1", "5")}))
    with store.begin() as unit:
        unit.lock([], ["quota-2", "quota-1", "quota-2"])
        found = {resource.key: resource.reserved for resource in unit.resources(["quota-1", "quota-2"])}
    assert found == {"quota-1": Decimal(5), "quota-2": Decimal(0)}


def test_portals_are_those_with_a_submission_that_was_not_refused(store: SqlStore) -> None:
    """Each once and sorted; what a party announced has no portal."""
    for portal, status in (("p-2", "sent"), ("p-1", "sent"), ("p-1", "done"), ("p-3", "refused"), (None, "sent")):
        brought(store, status, portal=portal, enterprise="e-1")
    with store.begin() as unit:
        assert unit.portals(["e-1", "e-2"], "refused") == {"e-1": ["p-1", "p-2"], "e-2": []}


def test_promises_stay_until_they_are_confirmed(store: SqlStore) -> None:
    """A promise made twice is one row, and one made anew with its confirmation stays."""
    first, second = an_outgoing("event", "d-1"), an_outgoing("event", "d-2")
    write(store, Changes(promised={first.id: first, second.id: second}))
    write(store, Changes(promised={first.id: replace(first, at=1)}))
    with store.begin() as unit:
        assert sorted(unit.outgoing([first.id, second.id]), key=lambda row: row.id) == [first, second]
    again = replace(second, at=9)
    write(store, Changes(confirmed=[first.id, second.id], promised={second.id: again}))
    with store.begin() as unit:
        assert unit.outgoing([first.id, second.id]) == [again]


def test_a_store_opened_again_still_holds_everything(store: SqlStore, store_url: str) -> None:
    """What is committed outlives the connections that committed it."""
    document = brought(store)
    store.close()
    other = open_store(store_url)
    try:
        assert other.find(document.id) == [document]
    finally:
        other.close()


@pytest.mark.parametrize(
    ("cls", "table"),
    [
        (Document, tables.document),
        (Message, tables.message),
        (Outgoing, tables.outbox),
        (Parked, tables.parked),
        (Quarantined, tables.quarantine),
    ],
)
def test_columns_stand_in_the_order_of_fields(cls: type, table: Table) -> None:
    """Rows travel as plain tuples, so a field added to the model must be added to its table."""
    assert [field.name for field in fields(cls)] == [column.name for column in table.columns]
