"""The promises for the log: which documents it lists, in which order."""

from collections.abc import Sequence

import pytest

from hub.model import Document, Reference
from hub.ports import Filter, Sort, Store
from hub.testing.rows import (
    a_document,
    brought,
    moved,
    opened,
    write,
)
from hub.testing.store.rig import Part


def behind(listed: Sequence[Document]) -> tuple[int, str] | None:
    """The place in the log behind which the next page begins."""
    return (listed[-1].updated_at, listed[-1].id) if listed else None


class Log(Part):
    """Documents are listed by what they are, where they stand and what is said of them."""

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


def _disputed(store: Store, words: str) -> str:
    """The id of a document with this dispute."""
    document = brought(store, "sent", dispute=words)
    assert document.own_disputes == {word for word in words.split() if word != "told" and not word.startswith("of:")}
    return document.id
