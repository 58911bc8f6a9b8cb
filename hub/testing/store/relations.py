"""The promises for finding what documents have to do with each other."""

from hub.model import Reference, Timer
from hub.ports import Store
from hub.testing.rows import brought, opened, write
from hub.testing.store.rig import Part


class Relations(Part):
    """References, bearers of numbers, successors and timers are found by the documents that they belong to."""

    def test_bearers_are_found_by_kind_and_value(self, store: Store) -> None:
        """The newest ids first, no more than asked; a reference to a document is found as a number is."""
        (first, second), other = (bearing(store, ("policy-no", "PZ-1")) for _ in range(2)), brought(store)
        third = bearing(store, ("policy-no", "PZ-2"), ("policy", other.id))
        bearing(store, ("report-no", "PZ-1"))
        asked = [("policy-no", "PZ-1"), ("policy", other.id)]
        found = store.relations.bearers(asked, 9)
        assert [(r.kind, r.value, r.document, d.id) for r, d in found] == [
            ("policy", other.id, third, third),
            ("policy-no", "PZ-1", second, second),
            ("policy-no", "PZ-1", first, first),
        ]
        assert [r.document for r, _ in store.relations.bearers(asked, 2)] == [third, second]
        assert store.relations.bearers([], 9) == []

    def test_references_are_of_the_documents_asked_for(self, store: Store) -> None:
        """By document, kind and value."""
        one = bearing(store, ("policy-no", "PZ-2"), ("policy-no", "PZ-1"), ("concerns", "1:2"))
        bearing(store, ("policy-no", "PZ-3"))
        told = [(r.kind, r.value) for r in store.relations.references([one])]
        assert (told, store.relations.references([])) == (
            [("concerns", "1:2"), ("policy-no", "PZ-1"), ("policy-no", "PZ-2")],
            [],
        )

    def test_owners_are_those_that_do_not_lend_the_number(self, store: Store) -> None:
        """However many others name it."""
        agreement = bearing(store, ("agreement-no", "A-1"), type="agreement")
        for _ in range(3):
            bearing(store, ("agreement-no", "A-1"), type="payment")
        notice = bearing(store, ("report-no", "A-1"), ("agreement-no", "A-1"), type="payment")
        lent = [("payment", "agreement-no")]
        assert [d.id for d in store.relations.owners("A-1", lent, 9)] == [agreement, notice]
        assert [d.id for d in store.relations.owners("A-1", lent, 1)] == [agreement]
        assert (len(store.relations.owners("A-1", [], 9)), store.relations.owners("A-2", lent, 9)) == (5, [])

    def test_successors_are_what_was_made_again(self, store: Store) -> None:
        """And only of these documents."""
        first, other = brought(store), brought(store)
        again = brought(store, again_of=first.id)
        assert store.relations.successors([first.id]) == [again]
        assert (store.relations.successors([again.id, other.id]), store.relations.successors([])) == ([], [])
        assert store.relations.of_ids([again.id, first.id]) == sorted([first, again], key=lambda d: d.id)

    def test_what_an_enterprise_has_is_found_by_type_and_party(self, store: Store) -> None:
        """The newest first, without what was refused."""
        first, second = (brought(store, enterprise="e-9") for _ in range(2))
        brought(store, "H001", enterprise="e-9")
        brought(store, enterprise="e-9", party="another")
        brought(store, enterprise="e-9", type="another")
        asked = ("e-9", first.type, first.party)
        assert store.relations.standing(*asked, 9) == [second, first]
        assert store.relations.standing(*asked, 1) == [second]

    def test_timers_are_of_the_documents_asked_for(self, store: Store) -> None:
        """The first due first."""
        books, document = opened()
        books.post.set_timer(later := Timer(document=document.id, kind="answer", due=20, tries=0))
        books.post.set_timer(sooner := Timer(document=document.id, kind="end", due=10, tries=0))
        write(store, books.changes())
        assert store.relations.timers([document.id]) == [sooner, later]
        assert store.relations.timers([brought(store).id]) == []


def bearing(store: Store, *numbers: tuple[str, str], **given: str) -> str:
    """The id of a new document that bears these numbers."""
    books, document = opened(**given)
    for kind, value in numbers:
        books.names.refer(Reference(document.id, kind, value))
    write(store, books.changes())
    return document.id
