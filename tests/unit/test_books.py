"""The books of a transaction are changed by their verbs alone."""

from collections.abc import Iterator, MutableMapping, MutableSequence, MutableSet
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from hub.model import Books, Cause, Claim, Document, Reference, digest

CAUSE = Cause("document", "order-1", digest(b"{}"))


def a_document(id_: str = "d-1", **given: Any) -> Document:
    defaults = {
        "id": id_,
        "type": "quota-application",
        "sender": "portal-a",
        "sender_ref": f"ref-{id_}",
        "content": digest(b"{}"),
        "payload": digest(b"{}"),
        "portal": "portal-a",
        "party": "insurer-a",
        "enterprise": "91110000600037341L",
        "enterprise_name": "某某进出口有限公司",
        "status": "P001",
        "round": 1,
        "seq": 0,
        "head": "",
        "again_of": None,
        "created_at": 1,
        "updated_at": 1,
    }
    return Document(**{**defaults, **given})


@pytest.fixture
def books() -> Books:
    return Books(1_000, digest(b"catalogue"), "worker-1")


def _public(book: object) -> Iterator[tuple[str, object]]:
    """The public attributes of an object that are no methods, with their values."""
    for name in (name for name in dir(book) if not name.startswith("_")):
        if not callable(value := getattr(book, name)):
            yield name, value


def test_nobody_can_write_into_a_book(books: Books) -> None:
    """Whatever a book shows is a value that cannot be changed, and no attribute can be replaced."""
    for book in (books, books.trails, books.claims, books.names, books.post):
        for name, value in _public(book):
            assert not isinstance(value, MutableMapping | MutableSequence | MutableSet), name
            with pytest.raises(AttributeError):
                setattr(book, name, value)
        assert [name for name in vars(book) if not name.startswith("_")] == []


def test_rows_have_times_of_their_own(books: Books) -> None:
    """Each later than the one before, whichever book they are in."""
    books.trails.open(a_document())
    first = books.trails.append("d-1", "P001", CAUSE)
    books.post.promise_event("d-1", 1, "portal-a")
    second = books.trails.append("d-1", "P002", CAUSE)
    (event,) = books.post.promised.values()
    assert (first.at, event.at, second.at) == (1_001, 1_002, 1_003)
    assert (books.now, books.tick()) == (1_003, 1_004)


def test_a_chain_goes_on_where_it_ended(books: Books) -> None:
    """A transition follows the one before, and the document stands where the last one leads."""
    books.trails.open(a_document())
    first = books.trails.append("d-1", "P001", CAUSE, {"returned": {"number": "1"}})
    second = books.trails.append("d-1", "P002", CAUSE, {"returned": {"number": "2"}})
    assert (first.before, second.before, second.previous) == (None, "P001", first.hash)
    assert (books.trails.document("d-1").status, books.trails.document("d-1").head) == ("P002", second.hash)
    assert books.trails.returned("d-1") == {"number": "2"}
    assert [list(books.trails.unfollowed()), list(books.trails.unfollowed())] == [[first, second], []]


def test_new_documents_are_created_and_older_ones_moved(books: Books) -> None:
    """A document is among one of them, as it is in the end."""
    books.trails.load([a_document("old", seq=3, head="0" * 64)])
    books.trails.open(a_document("new"))
    for id_ in ("old", "new"):
        books.trails.append(id_, "P002", CAUSE)
    changes = books.changes()
    assert (set(changes.created), set(changes.moved)) == ({"new"}, {"old"})
    assert changes.created["new"] == books.trails.document("new")


def test_reserved_amounts_follow_from_claims(books: Books) -> None:
    """Opened, changed and closed again; an exclusive claim reserves nothing."""
    claim = Claim(document="d-1", resource="quota", key="use", amount=Decimal("2.50"), open=True, settled_at=None)
    exclusive = Claim(document="d-1", resource="quota", key="payment", amount=None, open=True, settled_at=None)
    reserved = []
    for one in (claim, exclusive, replace(claim, amount=Decimal(4)), replace(claim, amount=Decimal(4), open=False)):
        books.claims.put(one)
        reserved.append(books.claims.resource("quota").reserved)
    assert reserved == [Decimal("2.50"), Decimal("2.50"), Decimal(4), Decimal(0)]
    assert books.claims.holder("quota", "payment") == exclusive
    assert books.changes().resources["quota"].reserved == 0


def test_what_is_promised_twice_is_one_row(books: Books) -> None:
    """Under an id that follows from what it is."""
    for _ in range(2):
        books.post.promise_message("m-1", "insurer-a")
        books.post.promise_event("d-1", 2, "portal-a")
    assert list(books.post.promised) == ["message:m-1", "event:d-1:2:portal-a"]


def test_a_reference_is_added_once(books: Books) -> None:
    """However often it is told; it is known at once."""
    number = Reference("d-1", "policy-number", "PZ-1")
    for _ in range(2):
        books.names.refer(number)
    assert list(books.changes().references) == [number]
    assert set(books.names.numbers("d-1")) == {number}
