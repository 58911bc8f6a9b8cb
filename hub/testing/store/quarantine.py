"""The promises for quarantine, for parked messages and for the counts that operators see."""

from dataclasses import replace

from hub.errors import Code
from hub.model import OVERDUE, Books, Cause, Changes, Document, Quarantined, Settled, digest
from hub.ports import Filter, QuarantineGroup, Store, WaitingGroup
from hub.testing.rows import a_parked, a_quarantined, brought, moved, now, trail_of, write
from hub.testing.store.rig import Part

BODY = b"<a/>"


class Quarantine(Part):
    """Quarantined deliveries are kept with their bytes, found, and settled once."""

    def test_parked_receipts_wait_until_they_are_matched(self, store: Store) -> None:
        """They are found with their bytes by the message they answer, kept once, and gone when matched."""
        receipt = a_parked(b"<r/>", answers="m-9")
        write(store, Changes(payloads={receipt.payload: b"<r/>"}, parked=[receipt, replace(receipt, at=1)]))
        with store.transactions.begin() as unit:
            assert unit.parked([("insurer-a", "m-9"), ("insurer-b", "m-9")]) == [(receipt, b"<r/>")]
            assert unit.waiting([("insurer-a", receipt.message), ("insurer-b", receipt.message)]) == [receipt]
            assert store.quarantine.parked(10) == [receipt]
            unit.write(Changes(matched=[("insurer-a", receipt.message)]))
        assert store.quarantine.parked(10) == []

    def test_what_waits_is_counted_by_party_and_type(self, store: Store) -> None:
        """Notices by the type that they announce, receipts for themselves; with the time of the oldest."""
        about = {"answers": "", "type": "policy", "names": "N-1, N-2"}
        notices = [a_parked(BODY, message=f"n-{at}", at=at, **about) for at in (7, 6)]
        receipt = a_parked(BODY, at=8)
        write(store, Changes(payloads={digest(BODY): BODY}, parked=[*notices, receipt]))
        seen = store.totals.overview([], [])
        assert list(seen.waiting) == [
            WaitingGroup("insurer-a", "", 1, 8, 8),
            WaitingGroup("insurer-a", "policy", 2, 6, 7),
        ]
        assert (seen.parked, store.quarantine.parked(9)) == (3, [receipt, *notices])

    def test_a_quarantined_delivery_keeps_even_what_no_database_stores(self, store: Store) -> None:
        """NUL and lone surrogates are replaced, and the row is stored. Newest first."""
        plain, odd = a_quarantined(b"\0\xff"), a_quarantined(b"\0\xff", cause="a\0b\ud800c", answers="x\0")
        write(store, Changes(payloads={plain.payload: b"\0\xff"}, quarantined=[plain, odd]))
        kept = replace(odd, cause="a\ufffdb\ufffdc", answers="x\ufffd")
        assert store.quarantine.deliveries(10) == [kept, plain]
        assert store.quarantine.deliveries(1) == [kept]
        with store.transactions.snapshot() as unit:
            assert unit.quarantined([plain.id, "nothing"]) == [plain]

    def test_what_is_settled_is_open_no_more(self, store: Store) -> None:
        """It is listed only if all deliveries are asked for, and not counted as open."""
        kept, gone = _kept_apart(store), _kept_apart(store)
        settled = _settle(store, gone)
        assert store.quarantine.deliveries(9, is_open=True) == [kept]
        assert store.quarantine.deliveries(9, is_open=True, beginning=gone.id) == []
        assert {row.id for row in store.quarantine.deliveries(9)} == {kept.id, gone.id}
        assert store.quarantine.settled([kept.id, gone.id]) == [settled]
        assert store.totals.overview([], []).quarantined == 1
        with store.transactions.begin() as unit:
            assert (unit.settled([kept.id, gone.id]), unit.settled([])) == ([settled], [])

    def test_quarantine_is_counted_by_owner_and_code(self, store: Store) -> None:
        """With the first, the last and how many are recent; only open deliveries, if asked."""
        rows = [_kept_apart(store, at=at) for at in (5, 6, 9)]
        _kept_apart(store, owner="insurer-a", code=Code.SIGNATURE_INVALID, at=7)
        _settle(store, rows[0])
        theirs = QuarantineGroup(owner="insurer-a", code=Code.SIGNATURE_INVALID, count=1, first=7, last=7, recent=1)
        ours = QuarantineGroup(owner="portal-a", code=Code.NOT_JSON, count=3, first=5, last=9, recent=1)
        assert store.quarantine.groups(since=7) == [theirs, ours]
        assert store.quarantine.groups(owner="portal-a", is_open=True, since=6) == [
            replace(ours, count=2, first=6, recent=2)
        ]
        assert store.quarantine.groups(code=Code.SIGNATURE_INVALID, is_open=True) == [theirs]
        assert store.quarantine.groups(code=Code.NOT_UTF8) == []
        assert theirs.name == f"quarantine-{Code.SIGNATURE_INVALID.lower()}-insurer-a"

    def test_what_is_kept_apart_is_found_by_its_beginning(self, store: Store) -> None:
        """Quarantined deliveries in any case, parked messages exactly; an equal id comes first."""
        older, newer = (_kept_apart(store, id=f"0190aaaa-{n}", owner=f"portal-{n}", code=f"HUB-10{n}") for n in (1, 2))
        one, more, other = (a_parked(BODY, message=message) for message in ("R-1", "R-10", "r-1"))
        write(store, Changes(parked=[one, more, other]))
        assert store.quarantine.deliveries(9, beginning="0190AAAA") == [newer, older]
        assert store.quarantine.deliveries(9, beginning="0190aaaa-1") == [older]
        assert store.quarantine.deliveries(9, beginning="0190aaab") == []
        assert store.quarantine.deliveries(9, owner="portal-1") == [older]
        assert store.quarantine.deliveries(9, code=Code.NOT_UTF8) == [older]
        assert store.quarantine.parked(9, beginning="R-1") == [one, more]
        assert store.quarantine.parked(9, beginning="R", owner="insurer-b") == []


class Totals(Part):
    """Documents wait from the time of their present status until they are at their end."""

    def test_open_documents_are_counted(self, store: Store) -> None:
        """By type, party and status, sorted; what is at its end is left out: in a status of all types or of its own."""
        ends = ["ended"], [("customs/declaration", "over")]
        assert store.totals.open_kinds(*ends) == []
        for status in ("sent", "received", "sent", "ended", "over"):
            brought(store, status)
        for status in ("sent", "over"):
            brought(store, status, type="customs/declaration", party="customs")
        found = [(kind.type, kind.party, kind.status, kind.count) for kind in store.totals.open_kinds(*ends)]
        assert found == [
            ("customs/declaration", "customs", "sent", 1),
            ("duty-guarantee/policy", "insurer-a", "over", 1),
            ("duty-guarantee/policy", "insurer-a", "received", 1),
            ("duty-guarantee/policy", "insurer-a", "sent", 2),
        ]

    def test_those_without_a_form_are_counted_among_them(self, store: Store) -> None:
        """Of what portals submitted."""
        brought(store, "sent")
        brought(store, "sent", form=digest(b"submission"))
        brought(store, "sent", portal=None)
        (kind,) = store.totals.open_kinds([], [])
        assert (kind.count, kind.without_form) == (3, 1)

    def test_since_is_when_a_document_got_where_it_stands(self, store: Store) -> None:
        """An observation does not count as a move; the oldest of a group is the one that waits longest."""
        first, second = brought(store, "received", "sent"), brought(store, "received", "sent")
        _observe(store, first)
        came = _moves_of(store, first)[1]
        assert store.documents.log(Filter())[0].id == first.id
        last = _moves_of(store, second)[1]
        assert came < last
        assert list(store.totals.overview([], []).open) == [WaitingGroup("insurer-a", "sent", 2, came, last)]

    def test_since_is_the_last_of_several_moves(self, store: Store) -> None:
        """Not the time when the document came."""
        document = brought(store, "received")
        write(store, moved(document, "sent"))
        (group,) = store.totals.overview([], []).open
        at = _moves_of(store, document)[1]
        assert group == WaitingGroup("insurer-a", "sent", 1, at, at)

    def test_what_is_over_is_over_by_its_type(self, store: Store) -> None:
        """A status may be the end for one type and not for another; a final status ends every type."""
        brought(store, "paid", type="payment")
        brought(store, "paid", type="application")
        brought(store, "ended", type="application")
        found = store.totals.overview(["ended"], [], [("payment", "paid")])
        assert [(group.what, group.count) for group in found.open] == [("paid", 1)]

    def test_only_moves_are_counted_as_moves(self, store: Store) -> None:
        """For example of the last minute. An observation is not a move."""
        still, moving = brought(store, "received"), brought(store, "received")
        at = now()
        _observe(store, still)
        write(store, moved(moving, "sent"))
        assert list(store.totals.overview([], [at, 0, now()]).moved) == [1, 2, 0]


class Standing(Part):
    """Documents are counted where they stand; whose answers are overdue is known until they move."""

    def test_documents_are_counted_where_they_stand(self, store: Store) -> None:
        """By status, type and party, with the times of the oldest and the newest; without those at their end."""
        first, second = brought(store, "received", "sent"), brought(store, "received", "sent")
        for status, given in (("ended", {}), ("paid", {"type": "payment"}), ("paid", {"type": "application"})):
            brought(store, status, **given)
        brought(store, "sent", party="insurer-b")
        found = store.totals.standing(["ended"], [("payment", "paid")])
        assert [(one.status, one.type, one.party, one.count) for one in found] == [
            ("paid", "application", "insurer-a", 1),
            ("sent", "duty-guarantee/policy", "insurer-a", 2),
            ("sent", "duty-guarantee/policy", "insurer-b", 1),
        ]
        times = [_moves_of(store, one)[1] for one in (first, second)]
        assert [found[1].oldest, found[1].newest] == times
        assert (longest := store.totals.longest(found[1])) is not None
        assert longest.id == first.id
        assert store.totals.longest(replace(found[1], party="insurer-c")) is None

    def test_a_document_is_overdue_until_it_moves(self, store: Store) -> None:
        """Since when it has its status counts, not when its answer fell due."""
        late, other = brought(store, "received", "sent"), brought(store, "received", "sent")
        assert store.totals.overdue() == []
        for document in (late, other):
            _observe(store, document, OVERDUE)
        _observe(store, late)
        (group,) = store.totals.overdue()
        assert (group.type, group.party, group.count) == (late.type, late.party, 2)
        (newest,) = store.documents.find(other.id)
        assert [group.oldest, group.newest] == [_moves_of(store, late)[1], newest.overdue_at]
        write(store, moved(store.documents.find(late.id)[0], "answered"))
        (group,) = store.totals.overdue()
        assert group.count == 1
        assert (longest := store.totals.longest(group)) is not None
        assert longest.id == other.id
        brought(store, "received", "sent")  # stands there too, and is not overdue
        elsewhere = brought(store, "received", "at-the-bank")
        _observe(store, elsewhere, OVERDUE)
        bank, insurer = store.totals.overdue()
        assert [(one.status, one.count) for one in (bank, insurer)] == [("at-the-bank", 1), ("sent", 1)]
        assert store.totals.longest(insurer) == longest


def _kept_apart(store: Store, **given: object) -> Quarantined:
    row = a_quarantined(BODY, **given)
    write(store, Changes(payloads={digest(BODY): BODY}, quarantined=[row]))
    return row


def _settle(store: Store, row: Quarantined) -> Settled:
    settled = Settled(quarantine=row.id, act="discarded", reason="为何", at=7)
    write(store, Changes(settled=[settled]))
    return settled


def _observe(store: Store, document: Document, word: str = "late") -> None:
    """Record something that moves nothing."""
    books = Books(now(), digest(b"catalogue"), "worker-1")
    books.trails.load(store.documents.find(document.id))
    books.trails.append(document.id, document.status, Cause("receipt", "r-2", digest(b"receipt")), {"observed": word})
    write(store, books.changes())


def _moves_of(store: Store, document: Document) -> list[int]:
    return [transition.at for transition in trail_of(store, document).transitions]
