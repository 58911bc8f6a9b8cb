"""The promises for documents: read as they were written, and found by their names."""

from itertools import count

import pytest

from hub.model import CONCERNS, Changes, Document, Outgoing, Reference, Registration, digest
from hub.ports import Filter, Store
from hub.testing.rows import (
    a_document,
    a_message,
    brought,
    moved,
    opened,
    trail_of,
    write,
)
from hub.testing.store.rig import Part

NUMBER, TIME = "20260921000000000001", 1_790_000_000_000_000
BODY = b"<a/>"
_numbers = count(10)


class Documents(Part):
    """Documents are found by all their names, and are read as they were written."""

    def test_a_document_comes_back_with_its_trail(self, store: Store) -> None:
        """Transitions, their details, messages and business numbers are read as they were written."""
        books, document = opened("received", "sent")
        books.post.keep(a_message(BODY, document=document.id), BODY)
        books.names.refer(Reference(document.id, "policy-no", "保单-1"))
        write(store, books.changes())

        trail = trail_of(store, document)

        assert trail.document == document
        assert trail.references == {"policy-no": "保单-1"}
        assert trail.transitions == list(books.trails.appended)
        assert trail.messages == list(books.post.kept)
        assert store.archive.payload(digest(BODY)) == BODY

    def test_a_transition_read_from_the_store_has_the_same_hash(self, store: Store) -> None:
        """Nothing that is hashed is lost or changed."""
        trail = trail_of(store, brought(store, "received", "sent", "accepted"))
        assert [transition.sealed() for transition in trail.transitions] == list(trail.transitions)

    def test_a_trail_names_its_messages_that_wait_in_the_outbox(self, store: Store) -> None:
        """Until a queue has confirmed them; not what parties sent."""
        books, document = opened("received", "sent")
        for n, direction in enumerate(("out", "out", "in")):
            books.post.keep(a_message(BODY, document=document.id, id=f"m-{n}", direction=direction), BODY)
            if direction == "out":
                books.post.promise_message(f"m-{n}", "insurer-a")
        write(store, books.changes())
        assert trail_of(store, document).in_outbox == {"m-0", "m-1"}
        write(store, Changes(confirmed=[Outgoing.id_of_message("m-0")]))
        assert trail_of(store, document).in_outbox == {"m-1"}

    def test_a_document_without_messages_has_a_trail(self, store: Store) -> None:
        """The trail has only transitions."""
        document = brought(store, again_of=a_document().id, portal=None)
        trail = trail_of(store, document)
        assert (trail.document, list(trail.messages), dict(trail.references)) == (document, [], {})

    def test_a_document_keeps_its_record_number_and_its_time(self, store: Store) -> None:
        """Also after the document moved. It is found by the whole number, and not by a part of it."""
        document = brought(store, record=NUMBER, submitted_at=TIME)
        brought(store, record="20260921000000000002")
        write(store, moved(document, "sent"))
        (found,) = store.documents.find(NUMBER)
        assert (found.id, found.record, found.submitted_at) == (document.id, NUMBER, TIME)
        assert store.documents.log(Filter(record=NUMBER)) == [found]
        assert (store.documents.find(NUMBER[:-1]), store.documents.log(Filter(record=NUMBER[:-1]))) == ([], [])

    def test_an_enterprises_documents_are_its_own_and_those_that_concern_it(self, store: Store) -> None:
        """By its USCC beside a code or alone, or by a code that stands for it now; the newest first."""
        other = "91310000MA0000000X"
        own = brought(store)
        code, lost = f"31{next(_numbers):08d}", f"32{next(_numbers):08d}"
        units = [f":{own.enterprise}", f"4401960009:{own.enterprise}", f"{code}:", f"{lost}:", f"{code}:{other}"]
        documents = [_concerning(store, unit, other) for unit in units]
        namings = [Registration(code, own.enterprise, "customs", 2), Registration(code, other, "customs", 1)]
        namings += [Registration(lost, own.enterprise, "card", 0), Registration(lost, other, "card", 0)]
        write(store, Changes(registrations=dict.fromkeys(namings)))
        found = {document.id for document in store.documents.log(Filter(enterprise=own.enterprise))}
        assert found == {own.id, *(document.id for document in documents[:3])}
        assert store.documents.log(Filter(enterprise=own.enterprise, type="none")) == []
        assert store.documents.log(Filter(enterprise=own.enterprise, is_own=True)) == [own]

    def test_nobody_is_no_enterprise(self, store: Store) -> None:
        """Neither what belongs to somebody unknown, nor a unit without a USCC, is a document of the empty USCC."""
        _concerning(store, f"31{next(_numbers):08d}:", "")
        assert store.documents.log(Filter(enterprise="")) == []
        assert store.documents.log(Filter(enterprise="", is_own=True)) == []

    def test_a_number_like_a_unit_concerns_nobody(self, store: Store) -> None:
        """Only references that hold units count."""
        books, document = opened(enterprise="")
        books.names.refer(Reference(document.id, "policy-no", ":91310000MA0000000X"))
        write(store, books.changes())
        assert store.documents.log(Filter(enterprise="91310000MA0000000X")) == []

    @pytest.mark.parametrize("voucher", ["portal", f"card:{digest(b'certificate')}", None])
    def test_a_document_comes_back_with_who_answers_for_its_signer(self, store: Store, voucher: str | None) -> None:
        """The portal, a card, or nobody; also after the document moved."""
        document = brought(store, vouched_by=voucher)
        write(store, moved(document, "sent"))
        assert store.documents.find(document.id)[0].vouched_by == voucher

    def test_a_document_keeps_its_form(self, store: Store) -> None:
        """The digest of what the hub has read; also after the document moved."""
        books, document = opened(form=digest(BODY))
        books.post.keep_payload(digest(BODY), BODY)
        write(store, books.changes())
        write(store, moved(document, "sent"))
        assert store.documents.find(document.id)[0].form == digest(BODY)

    def test_open_submissions_without_a_form_are_listed_by_id(self, store: Store) -> None:
        """A page at a time: no document that is over, that has its form, or that no portal submitted."""
        documents = [brought(store) for _ in range(3)]
        brought(store, portal=None)
        brought(store, form=digest(b"submission"))
        brought(store, "ended")
        brought(store, "over", type="duty-guarantee/notice")
        ids = sorted(document.id for document in documents)

        def listed(limit: int, after: str = "") -> list[str]:
            found = store.documents.without_form(["ended"], [("duty-guarantee/notice", "over")], limit, after)
            return [document.id for document in found]

        assert (listed(9), listed(2), listed(9, ids[1]), listed(9, ids[2])) == (ids, ids[:2], ids[2:], [])

    def test_a_document_is_found_by_all_its_names(self, store: Store) -> None:
        """Its whole id or the beginning of the id, its sender's id, and any business number."""
        books, document = opened(id="0190aaaa-0000-7000-8000-00000000000a", sender_ref="order-7")
        books.names.refer(Reference(document.id, "policy-no", "PZ-1"))
        write(store, books.changes())
        brought(store)
        for name in (document.id, document.id.upper(), "0190aaaa", "0190AAAA-0000", "order-7", "PZ-1"):
            assert store.documents.find(name) == [document], name

    @pytest.mark.parametrize("name", ["", "0190aaa", "0190aaab", "%", "0190____", "0190aaa%", "order", "PZ"])
    def test_a_part_of_a_name_finds_nothing(self, store: Store, name: str) -> None:
        """Only an id may be shortened, to at least eight characters. There are no wildcards."""
        books, document = opened(id="0190aaaa-0000-7000-8000-00000000000a", sender_ref="order-7")
        books.names.refer(Reference(document.id, "policy-no", "PZ-1"))
        write(store, books.changes())
        assert store.documents.find(name) == []

    def test_a_name_may_fit_several_documents(self, store: Store) -> None:
        """All are returned, newest first. A whole id returns one document only."""
        first = brought(store, id="0190aaaa-0000-7000-8000-00000000000a")
        second = brought(store, id="0190aaaa-0000-7000-8000-00000000000b", sender_ref=first.id)
        assert store.documents.find("0190aaaa") == [second, first]
        assert store.documents.find(first.id) == [first]

    def test_what_is_not_there_is_none(self, store: Store) -> None:
        """Reading by an unknown name is not an error."""
        assert store.documents.trail("nobody") is None
        assert store.archive.payload(digest(b"nothing")) is None


def _concerning(store: Store, unit: str, enterprise: str) -> Document:
    """A document of another enterprise that concerns a unit."""
    books, document = opened(enterprise=enterprise)
    books.names.refer(Reference(document.id, CONCERNS, unit))
    write(store, books.changes())
    return document
