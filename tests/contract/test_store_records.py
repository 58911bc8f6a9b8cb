"""What operators and the dispatcher read: documents by name and filter, and what is due."""

from dataclasses import replace
from typing import Any

import pytest
from store_cases import (
    a_document,
    a_message,
    a_parked,
    a_quarantined,
    an_outgoing,
    brought,
    empty_books,
    moved,
    opened,
    write,
)

from adapters.store import SqlStore
from hub.model import Changes, Message, Reference, digest
from hub.ports import Due, Filter


def test_the_log_is_newest_first(store: SqlStore) -> None:
    """By the last change of each document, not by its arrival."""
    first, second, third = brought(store), brought(store), brought(store)
    write(store, moved(first, "sent"))
    assert [document.id for document in store.log(Filter())] == [first.id, third.id, second.id]
    assert [document.id for document in store.log(Filter(limit=1))] == [first.id]


def test_the_log_can_be_followed(store: SqlStore) -> None:
    """With `since` it is oldest first, and what was seen is left out."""
    first, second, third = brought(store), brought(store), brought(store)
    assert store.log(Filter(since=first.updated_at)) == [second, third]
    assert store.log(Filter(since=first.updated_at, limit=1)) == [second]
    assert store.log(Filter(since=third.updated_at)) == []


@pytest.mark.parametrize("field", ["type", "portal", "party", "enterprise"])
def test_the_log_is_filtered(store: SqlStore, field: str) -> None:
    """A field that is given must be equal; one that is None may be anything."""
    named: dict[str, Any] = {field: "wanted"}
    other, wanted = brought(store), brought(store, **named)
    assert store.log(Filter(**named)) == [wanted]
    assert store.log(Filter(status="received")) == [wanted, other]
    assert store.log(Filter(status="sent")) == []


def test_a_document_is_found_by_all_its_names(store: SqlStore) -> None:
    """Its id in full or its beginning, its sender's id, and any business number."""
    books, document = opened(id="0190aaaa-0000-7000-8000-00000000000a", sender_ref="order-7")
    books.names.refer(Reference(document.id, "policy-no", "PZ-1"))
    write(store, books.changes())
    brought(store)
    for name in (document.id, document.id.upper(), "0190aaaa", "0190AAAA-0000", "order-7", "PZ-1"):
        assert store.find(name) == [document], name


def test_all_messages_are_read_in_pages(store: SqlStore) -> None:
    """Whether they belong to a document or not, and though others have the same id; none twice, none left out."""
    books, document = opened()
    made = [
        a_message(b"<a/>", id=name, party=party, direction=direction, document=of)
        for name, of in (("m-1", document.id), ("m-2", None))
        for party in ("insurer-a", "bank-b")
        for direction in ("in", "out")
    ]
    for message in made:
        books.post.keep(message, b"<a/>")
    write(store, books.changes())
    for limit in (1, 3, len(made), len(made) + 1):
        read: list[Message] = []
        while page := store.messages(limit, read[-1] if read else None):
            assert len(page) <= limit
            read += page
        assert sorted(read, key=str) == sorted(made, key=str)


@pytest.mark.parametrize("name", ["", "0190aaa", "0190aaab", "%", "0190____", "0190aaa%", "order", "PZ"])
def test_a_part_of_a_name_finds_nothing(store: SqlStore, name: str) -> None:
    """Only an id may be shortened, to eight characters at least; there are no wildcards."""
    books, document = opened(id="0190aaaa-0000-7000-8000-00000000000a", sender_ref="order-7")
    books.names.refer(Reference(document.id, "policy-no", "PZ-1"))
    write(store, books.changes())
    assert store.find(name) == []


def test_a_name_may_fit_several_documents(store: SqlStore) -> None:
    """All are told, newest first, but an id in full is never ambiguous."""
    first = brought(store, id="0190aaaa-0000-7000-8000-00000000000a")
    second = brought(store, id="0190aaaa-0000-7000-8000-00000000000b", sender_ref=first.id)
    assert store.find("0190aaaa") == [second, first]
    assert store.find(first.id) == [first]


def test_what_is_not_there_is_none(store: SqlStore) -> None:
    """Reading by a name that nothing has is no failure."""
    assert store.trail("nobody") is None
    assert store.payload(digest(b"nothing")) is None
    assert list(store.statuses()) == []
    assert store.due("worker-1", 10) == []


def test_statuses_are_counted(store: SqlStore) -> None:
    """By type and status."""
    for status in ("sent", "received", "sent"):
        brought(store, status)
    brought(store, "sent", type="customs/declaration")
    counts = [("customs/declaration", "sent", 1), ("duty-guarantee/policy", "received", 1)]
    assert list(store.statuses()) == [*counts, ("duty-guarantee/policy", "sent", 2)]


def test_due_rows_come_with_what_renders_them(store: SqlStore) -> None:
    """A message with its bytes, an event with its document and transition, a refusal with its quarantined row."""
    books, document = opened("received", "sent")
    message, refused = a_message(b"<a/>", document=document.id), a_quarantined(b"{")
    books.post.keep(message, b"<a/>")
    books.post.quarantine(refused, b"{")
    sent = an_outgoing("message", message.id)
    told = an_outgoing("event", document.id, seq=1, destination="portal-a")
    answered = an_outgoing("refusal", refused.id, destination="portal-a")
    promised = {row.id: row for row in (sent, told, answered)}
    write(store, books.changes(), Changes(promised=promised))

    assert store.due("worker-1", 10) == [
        Due(outgoing=sent, body=b"<a/>"),
        Due(outgoing=told, document=document, transition=books.trails.appended[0]),
        Due(outgoing=answered, quarantined=refused),
    ]


def test_a_due_message_is_the_one_to_its_destination(store: SqlStore) -> None:
    """Ids are unique per direction and party only: a namesake is not sent."""
    books = empty_books()
    for body, given in ((b"ours", {}), (b"theirs", {"direction": "in"}), (b"other", {"party": "bank-b"})):
        books.post.keep(a_message(body, id="m-1", **given), body)
    write(store, books.changes(), Changes(promised={"m-1": an_outgoing("message", "m-1")}))
    assert [due.body for due in store.due("worker-1", 10)] == [b"ours"]


def test_due_rows_are_the_owners_own_and_the_oldest(store: SqlStore) -> None:
    """In the order in which they were promised, not more than asked for."""
    rows = [an_outgoing("event", f"d-{n}") for n in range(4)]
    rows[1] = replace(rows[1], owner="worker-2")
    write(store, Changes(promised={row.id: row for row in reversed(rows)}))
    assert [due.outgoing for due in store.due("worker-1", 2)] == [rows[0], rows[2]]
    assert [due.outgoing for due in store.due("worker-2", 9)] == [rows[1]]


def test_rows_of_dead_workers_are_adopted(store: SqlStore) -> None:
    """Theirs and nobody else's; adopting again changes nothing."""
    rows = [an_outgoing("event", f"d-{n}", owner=f"worker-{n}") for n in range(4)]
    write(store, Changes(promised={row.id: row for row in rows}))
    assert store.adopt(["worker-1", "worker-2"], "worker-0") == 2
    assert [due.outgoing.id for due in store.due("worker-0", 9)] == [row.id for row in rows[:3]]
    assert [due.outgoing.owner for due in store.due("worker-3", 9)] == ["worker-3"]
    assert store.adopt(["worker-1", "worker-2"], "worker-0") == 0


def test_what_is_due_can_be_read_page_by_page(store: SqlStore) -> None:
    """Rows of the same time too: none is left out, none comes twice."""
    rows = [replace(an_outgoing("event", f"d-{n}", owner="w"), at=n // 3) for n in range(10)]
    write(store, Changes(promised={row.id: row for row in rows}))
    read: list[str] = []
    after = None
    while page := store.due("w", 4, after):
        after = page[-1].outgoing
        read += [due.outgoing.id for due in page]
    assert read == [row.id for row in rows]


def test_reading_does_not_wait_for_a_writer(store: SqlStore) -> None:
    """Operators see what was committed last while a transaction is open."""
    document = brought(store)
    with store.begin() as unit:
        unit.lock([document.id], ["quota"])
        unit.write(moved(document, "sent"))
        assert store.find(document.id) == [document]
        assert store.log(Filter()) == [document]
    assert store.log(Filter())[0].status == "sent"


def test_a_document_without_messages_has_a_trail(store: SqlStore) -> None:
    """Its transitions alone."""
    document = brought(store, again_of=a_document().id, portal=None)
    trail = store.trail(document.id)
    assert trail is not None
    assert (trail.document, list(trail.messages), dict(trail.references)) == (document, [], {})


def test_what_is_kept_apart_is_found_by_its_beginning(store: SqlStore) -> None:
    """Of the quarantined whatever the case, of the parked exactly; an equal id comes first."""
    older, newer = (a_quarantined(b"{", id=f"0190aaaa-{n}", owner=f"portal-{n}", code=f"HUB-10{n}") for n in (1, 2))
    one, more, other = (a_parked(b"<r/>", message=message) for message in ("R-1", "R-10", "r-1"))
    bodies = {digest(b"{"): b"{", digest(b"<r/>"): b"<r/>"}
    write(store, Changes(payloads=bodies, quarantined=[older, newer], parked=[one, more, other]))
    assert store.quarantined(9, beginning="0190AAAA") == [newer, older]
    assert store.quarantined(9, beginning="0190aaaa-1") == [older]
    assert store.quarantined(9, beginning="0190aaab") == []
    assert store.quarantined(9, owner="portal-1") == store.quarantined(9, code="HUB-101") == [older]
    assert store.parked(9, beginning="R-1") == [one, more]
    assert store.parked(9, beginning="R", owner="insurer-b") == []
