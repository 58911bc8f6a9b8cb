"""The promises for finding documents, messages and their bytes."""

from collections.abc import Sequence
from itertools import count

import pytest

from hub.model import CONCERNS, Changes, Document, Message, Reference, Registration, digest
from hub.ports import Filter, Sort, Store
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
_times = count(10)


def behind(listed: Sequence[Document]) -> tuple[int, str] | None:
    """The place in the log behind which the next page begins."""
    return (listed[-1].updated_at, listed[-1].id) if listed else None


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
        code, lost = f"31{next(_times):08d}", f"32{next(_times):08d}"
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
        _concerning(store, f"31{next(_times):08d}:", "")
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

    def test_the_log_is_newest_first(self, store: Store) -> None:
        """By the last change of each document, not by its arrival."""
        first, second, third = brought(store), brought(store), brought(store)
        write(store, moved(first, "sent"))
        assert [document.id for document in store.documents.log(Filter())] == [first.id, third.id, second.id]
        assert [document.id for document in store.documents.log(Filter(limit=1))] == [first.id]

    def test_the_log_can_be_followed(self, store: Store) -> None:
        """Oldest first, without documents that were seen before."""
        first, second, third = brought(store), brought(store), brought(store)
        assert store.documents.log(Filter(since=first.updated_at, sort="oldest")) == [second, third]
        assert store.documents.log(Filter(since=first.updated_at, sort="oldest", limit=1)) == [second]
        assert store.documents.log(Filter(since=third.updated_at)) == []

    @pytest.mark.parametrize(
        ("sort", "order"),
        [("newest", "132"), ("oldest", "231"), ("last-submitted", "321"), ("first-submitted", "123")],
    )
    def test_the_log_is_sorted(self, store: Store, sort: Sort, order: str) -> None:
        """By the last change, or by the time of the id."""
        ids = [f"0190aaa{n}-0000-7000-8000-000000000001" for n in range(1, 4)]
        documents = [brought(store, id=id_) for id_ in ids]
        write(store, moved(documents[0], "sent"))
        found = [document.id for document in store.documents.log(Filter(sort=sort))]
        assert found == [ids[int(place) - 1] for place in order]
        paged: list[Document] = []
        while page := store.documents.log(Filter(sort=sort, limit=1, after=behind(paged))):
            paged += page
        assert [document.id for document in paged] == found

    def test_several_statuses_and_open_documents_are_found(self, store: Store) -> None:
        """Any of the statuses; and what is neither in a final status nor in an end status of its type."""
        first, second = brought(store, "received"), brought(store, "waiting")
        ended, own = brought(store, "ended"), brought(store, "over", type="duty-guarantee/notice")
        assert store.documents.log(Filter(statuses=["received", "ended"])) == [ended, first]
        ends = (["ended"], [("duty-guarantee/notice", "over")])
        assert store.documents.log(Filter(open_but=ends)) == [second, first]
        assert store.documents.log(Filter(open_but=([], []))) == [own, ended, second, first]

    def test_a_name_and_a_text_are_found_in_any_case_and_without_wildcards(self, store: Store) -> None:
        """A name of the enterprise only; a text in numbers and trails too."""
        books, numbered = opened(enterprise_name="Alpha 100%_出口")
        books.names.refer(Reference(numbered.id, "policy-no", "PZ-77"))
        write(store, books.changes())
        other = brought(store, enterprise_name="Beta", sender_ref="order-77")
        write(store, moved(other, "refused", {"reason": ["账号不符"]}))
        log = store.documents.log
        assert [d.id for d in log(Filter(name="alpha"))] == [d.id for d in log(Filter(name="0%_出"))] == [numbered.id]
        assert (log(Filter(name="%")), log(Filter(name="PZ-77")), log(Filter(text="0_"))) == ([numbered], [], [])
        assert [d.id for d in log(Filter(text="pz-77"))] == [numbered.id]
        assert [d.id for d in log(Filter(text="ORDER-7"))] == [d.id for d in log(Filter(text="账号"))] == [other.id]
        assert [d.id for d in log(Filter(text="ORDER-7", without_details=True))] == [other.id]
        assert [d.id for d in log(Filter(text="pz-77", without_details=True))] == [numbered.id]
        assert log(Filter(text="账号", without_details=True)) == []

    def test_overdue_documents_are_found(self, store: Store) -> None:
        """Until their status changes."""
        document = brought(store, "sent")
        brought(store, "sent")
        write(store, moved(document, "sent", {"observed": "overdue"}))
        (found,) = store.documents.log(Filter(is_overdue=True))
        assert (found.id, Filter(is_overdue=True).is_indexed) == (document.id, True)
        write(store, moved(found, "accepted"))
        assert store.documents.log(Filter(is_overdue=True)) == []

    def test_documents_that_need_a_person_are_found(self, store: Store) -> None:
        """Overdue, disputed themselves, or failed and not ended; not those beside another one's dispute."""
        late, failed = brought(store, "sent"), brought(store, "failed")
        write(store, moved(late, "sent", {"observed": "overdue"}))
        disputed = [_disputed(store, words) for words in ("late", "of:0190 told unpaid", "told unheard")]
        for words in ("", "told", "of:0190", f"of:{a_document().id} told"):
            _disputed(store, words)
        brought(store, "failed", type="ended")
        brought(store, "sent")
        asked = Filter(needs_person=(["failed"], [("ended", "failed")]))
        expected = {late.id, failed.id, *disputed}
        assert ({d.id for d in store.documents.log(asked)}, asked.is_indexed) == (expected, True)
        assert store.documents.count(asked, 100) == 5
        assert {d.id for d in store.documents.log(Filter(disputed_itself=True))} == set(disputed)

    def test_documents_are_counted_no_further_than_asked(self, store: Store) -> None:
        """Whatever the limit of the list is."""
        for _ in range(3):
            brought(store)
        brought(store, party="wanted")
        counted = [store.documents.count(Filter(limit=1), most) for most in (2, 4, 9)]
        assert (counted, store.documents.count(Filter(party="wanted"), 9)) == ([2, 4, 4], 1)

    def test_the_log_goes_until_a_time(self, store: Store) -> None:
        """Documents that moved at that time are included."""
        one, other = brought(store), brought(store)
        assert one.updated_at < other.updated_at
        assert store.documents.log(Filter(until=one.updated_at)) == [one]

    @pytest.mark.parametrize("field", ["type", "portal", "party", "enterprise"])
    def test_the_log_is_filtered(self, store: Store, field: str) -> None:
        """A field that is given must be equal; a field that is None may have any value."""
        other, wanted = brought(store), brought(store, **{field: "wanted"})
        named: dict[str, str] = {field: "wanted"}
        assert store.documents.log(Filter(**named)) == [wanted]  # type: ignore[arg-type]  # by name
        assert store.documents.log(Filter(statuses=["received"])) == [wanted, other]
        assert store.documents.log(Filter(statuses=["sent"])) == []

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


class Archive(Part):
    """Messages are read as they were written."""

    def test_letters_are_the_messages_of_rounds_that_are_open(self, store: Store) -> None:
        """Oldest first; no messages of earlier rounds or of ended documents, no receipts, no messages of parties."""
        first, second = _sent(store), _sent(store)
        _sent(store, "received", "ended")
        _sent(store, round=0)
        _sent(store, kind="receipt")
        _sent(store, direction="in")
        found = store.archive.sent_messages(Filter(), ["ended"])
        assert [(document.id, message) for document, message in found] == [(m.document, m) for m in (first, second)]
        assert store.archive.sent_messages(Filter(), ["ended"], [("duty-guarantee/policy", "sent")]) == []

    def test_letters_are_chosen_by_document_and_by_when_they_were_made(self, store: Store) -> None:
        """A message at `since` is left out; a message at `until` is included."""
        early, late = _sent(store), _sent(store, "waiting")

        def chosen(filter_: Filter) -> list[Message]:
            return [message for _, message in store.archive.sent_messages(filter_, [])]

        assert chosen(Filter(since=early.at)) == chosen(Filter(statuses=["waiting"])) == [late]
        assert chosen(Filter(until=early.at)) == chosen(Filter(limit=1)) == [early]
        assert chosen(Filter(party="nobody")) == []

    def test_letters_of_an_enterprise_alone_are_not_those_that_concern_it(self, store: Store) -> None:
        """An operator who sends again for one enterprise sends nothing of another."""
        other, named = f"9131{next(_times):014d}", f"9131{next(_times):014d}"
        books, document = opened("sent", enterprise=other)
        books.names.refer(Reference(document.id, CONCERNS, f":{named}"))
        books.post.keep(a_message(BODY, document=document.id), BODY)
        write(store, books.changes())

        def chosen(enterprise: str, *, is_own: bool) -> int:
            return len(store.archive.sent_messages(Filter(enterprise=enterprise, is_own=is_own), []))

        assert (chosen(named, is_own=False), chosen(named, is_own=True), chosen(other, is_own=True)) == (1, 0, 1)

    def test_all_messages_are_read_in_pages(self, store: Store) -> None:
        """With or without a document, also messages with equal ids; each message once."""
        books, document = opened()
        made = [
            a_message(BODY, id=name, party=party, direction=direction, document=of)
            for name, of in (("m-1", document.id), ("m-2", None))
            for party in ("insurer-a", "bank-b")
            for direction in ("in", "out")
        ]
        write(store, books.changes(), Changes(payloads={digest(BODY): BODY}, messages=made))
        for limit in (1, 3, len(made), len(made) + 1):
            read = _in_pages(store, limit)
            assert sorted(read, key=str) == sorted(made, key=str)


def _sent(store: Store, *statuses: str, **given: object) -> Message:
    """A message that opened the round of a document."""
    books, document = opened(*statuses or ("sent",))
    message = a_message(BODY, **{"document": document.id, "at": next(_times), **given})
    books.post.keep(message, BODY)
    write(store, books.changes())
    return message


def _in_pages(store: Store, limit: int) -> Sequence[Message]:
    read: list[Message] = []
    while page := store.archive.messages(limit, read[-1] if read else None):
        assert len(page) <= limit
        read += page
    return read


def _concerning(store: Store, unit: str, enterprise: str) -> Document:
    """A document of another enterprise that concerns a unit."""
    books, document = opened(enterprise=enterprise)
    books.names.refer(Reference(document.id, CONCERNS, unit))
    write(store, books.changes())
    return document


def _disputed(store: Store, words: str) -> str:
    """The id of a document with this dispute."""
    document = brought(store, "sent", dispute=words)
    assert document.own_disputes == {word for word in words.split() if word != "told" and not word.startswith("of:")}
    return document.id
