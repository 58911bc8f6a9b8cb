"""Ids and digests are text in the model and bytes in our tables: nothing comes back changed, in the same order."""

import random
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from adapters.store.columns import pack_digest, pack_id, prove_id
from hub.errors import StoreConflict
from hub.model import Cause, Changes, digest
from hub.ports import Filter, Store
from hub.testing.rows import a_document, a_message, all_in_one, brought, empty_books, moved, opened, trail_of, write

IDS = st.uuids().map(str)
ODD_IDS = ["", "nobody", "0190AAAA-0000-7000-8000-00000000000A", "0190aaaa00007000800000000000000a", "{0190aaaa}"]
ODD_DIGESTS = ["x" * 64, "AB" * 32, "ab" * 31, " " + "ab" * 32]


@given(one=IDS, other=IDS)
def test_ids_stand_in_the_order_of_their_texts(one: str, other: str) -> None:
    """So that all workers lock documents in one order, which the model knows too."""
    assert (pack_id(one) < pack_id(other)) == (one < other)
    assert (UUID(bytes=pack_id(one)), prove_id(one)) == (UUID(one), one)


def test_the_database_orders_documents_as_the_model_does(store: Store, raw: Engine) -> None:
    """Rows are locked with ORDER BY id, and the model sorts texts."""
    chance = random.Random(7)
    ids = [str(UUID(int=chance.getrandbits(128))) for _ in range(60)]
    write(store, all_in_one([a_document(id=id_, sender_ref=id_) for id_ in ids]))
    with raw.connect() as connection:
        found = [
            str(UUID(bytes=one) if isinstance(one, bytes) else one)
            for one in connection.scalars(text("SELECT id FROM document ORDER BY id"))
        ]
    assert found == sorted(ids)


@pytest.mark.parametrize("odd", ODD_IDS)
def test_a_text_that_is_no_id_is_no_documents_name(store: Store, odd: str) -> None:
    """Searching for it finds nothing; nothing is stored under it, since it would come back in other letters."""
    document = brought(store, id="0190aaaa-0000-7000-8000-00000000000a")
    with store.transactions.begin() as unit:
        unit.lock([odd], [])
        assert (unit.documents([odd]), unit.transitions([odd]), unit.timers([odd])) == ([], [], [])
        assert unit.documents([odd, document.id]) == [document]
    assert store.documents.trail(odd) is None
    with pytest.raises(StoreConflict):
        write(store, all_in_one([a_document(id=odd)]))


@pytest.mark.parametrize("odd", ODD_DIGESTS)
def test_a_text_that_is_no_digest_is_not_stored(store: Store, odd: str) -> None:
    """And searching for it finds nothing."""
    with pytest.raises(ValueError, match=odd):
        pack_digest(odd)
    with store.transactions.begin() as unit:
        assert (unit.payloads([odd]), unit.wires([odd])) == ({}, {})
    assert store.archive.payload(odd) is None
    with pytest.raises(StoreConflict):
        write(store, Changes(payloads={odd: b""}))


def test_catalogues_have_one_number_each(store: Store, raw: Engine) -> None:
    """Rows of many catalogues come back with their own; a number never changes."""
    books, document = opened()
    catalogues = [digest(b"%d" % number) for number in (3, 1, 2, 1)]
    for catalogue in catalogues:
        books.post.keep(a_message(b"<a/>", document=document.id, catalogue=catalogue), b"<a/>")
    write(store, books.changes())
    write(store, moved(document, "sent"))
    trail = trail_of(store, document)
    assert sorted(m.catalogue for m in trail.messages) == sorted(catalogues)
    assert {t.catalogue for t in trail.transitions} == {digest(b"catalogue")}
    with raw.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM catalogue")) == 4
    for statement in ("UPDATE catalogue SET digest = ''", "DELETE FROM catalogue"):
        with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
            connection.execute(text(statement))


def test_two_writers_may_bring_a_new_catalogue_at_once(store: Store) -> None:
    """It gets one number, also when a transaction that brought it is rolled back."""
    one, other = opened()[0], opened()[0]
    with pytest.raises(ZeroDivisionError), store.transactions.begin() as unit:
        unit.write(one.changes())
        raise ZeroDivisionError
    write(store, other.changes(), one.changes())
    assert {document.status for document in store.documents.log(Filter())} == {"received"}


def test_sql_at_hand_leaves_out_no_transition(store: Store, raw: Engine) -> None:
    """A row without the row before it is refused, whoever writes it."""
    document = brought(store)
    columns = "at, document, catalogue, track, before, after, cause_kind, cause_ref, cause_digest, detail, hash"
    copied = f"INSERT INTO transition (seq, {columns}) SELECT 3, {columns} FROM transition"
    with pytest.raises(Exception, match="does not follow"), raw.begin() as connection:
        connection.execute(text(copied))
    assert len(trail_of(store, document).transitions) == 1


def test_a_transition_of_a_batch_follows_the_one_before_it_there(store: Store) -> None:
    """As it follows the stored one."""
    books, document = opened("received", "sent")
    changes = books.changes()
    changes.transitions[1] = replace(changes.transitions[1], previous="f" * 64).sealed()
    with pytest.raises(StoreConflict, match="follow"):
        write(store, changes)
    assert store.documents.find(document.id) == []


def test_a_document_that_moves_has_the_head_that_was_read(store: Store) -> None:
    """Also when it moves without a transition."""
    document = brought(store)
    write(store, moved(document, "sent"))
    with pytest.raises(StoreConflict, match="follow"):
        write(store, Changes(moved={document.id: replace(document, dispute="contradicts")}))


def test_events_have_the_whole_transition(store: Store) -> None:
    """With the hash before, so that whoever renders it can verify it."""
    books = empty_books()
    document = brought(store, "received", "sent")
    books.trails.load([document])
    books.trails.append(document.id, "accepted", Cause("receipt", "r-1", digest(b"receipt")))
    write(store, books.changes())
    with store.transactions.snapshot() as unit:
        trail = unit.transitions([document.id])
    assert [row.previous for row in trail] == ["0" * 64, trail[0].hash, trail[1].hash]
    assert all(replace(row, hash="").sealed() == row for row in trail)
