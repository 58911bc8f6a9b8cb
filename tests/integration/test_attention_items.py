"""What needs a person: what a note covers, how items are named, and what a source that fails takes away."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from adapters.store import open_store, upgrade
from adapters.x509 import Registered, expiring_since
from hub.bootstrap.attention import attention_of
from hub.errors import Code, Wording, operator_error
from hub.flow.attention import MINUTE, Item, in_order
from hub.home.place import Home
from hub.model import OVERDUE, Books, Cause, Changes, Note, Operator, OperatorAct, Timer, digest
from hub.operate.attention import documents, kept_apart, outgoing, running, timers
from hub.operate.doctor.examination import examine
from hub.operate.doctor.finding import Finding, Look
from hub.ports import Store
from hub.testing.rows import a_message, a_parked, opened, write
from hub.text.bilingual import Bilingual
from hub.views.attention import view_attention

DAY = 24 * 60 * MINUTE
NOTED = 1_000 * DAY
ITEM = Item(
    kind="outbox",
    about=("national",),
    text=Bilingual.same("x"),
    next=("status",),
    waits_for="portal",
    count=3,
    since=NOTED - 9,
    newest=NOTED - 5,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    upgrade(url)
    with closing(open_store(url)) as made:
        yield made


def is_covered(item: Item, *, noted: Item = ITEM, after: int = 1) -> bool:
    """Whether a note that was made about one item covers another one some time later."""
    act = OperatorAct(id="a", verb="note", about=item.name, reason="r", operators=(Operator(user="li"),), at=NOTED)
    note = Note(act="a", item=item.name, ticket="", count=noted.count, newest=noted.newest)
    seen = view_attention([item], [(note, act)], NOTED + after, ())
    return [one.name for one in seen.acknowledged] == [item.name]


def test_a_note_covers_what_was_there_and_nothing_that_began_later() -> None:
    """Fewer are covered; more, a newer one, or a new incident after the first was over, are not."""
    assert is_covered(replace(ITEM, count=2), after=9 * DAY)
    assert not is_covered(replace(ITEM, count=4))
    assert not is_covered(replace(ITEM, newest=ITEM.newest + 1))
    timeless = replace(ITEM, newest=0)
    assert is_covered(timeless, noted=timeless)
    assert not is_covered(replace(timeless, since=NOTED + 1), noted=timeless)


def test_a_note_on_what_has_no_time_holds_for_a_day() -> None:
    """Nobody knows whether it is the same trouble as then."""
    timeless = replace(ITEM, since=None, newest=0)
    assert is_covered(timeless, noted=timeless, after=DAY - 1)
    assert not is_covered(timeless, noted=timeless, after=DAY)
    assert not is_covered(replace(timeless, count=4), noted=timeless)


def test_whatever_has_a_time_tells_the_time_of_its_newest(store: Store) -> None:
    """Else a note would hide a new one that comes when an old one is gone."""
    rows = [a_parked(b"<r/>", at=at) for at in (7, 9)]
    write(store, Changes(payloads={digest(b"<r/>"): b"<r/>"}, parked=rows))
    (parked,) = kept_apart.parked(store, DAY)
    (plain,) = outgoing.plain([("ping-an", [5, 8])])
    assert [(one.since, one.newest, one.count) for one in (parked, plain)] == [(7, 9, 2), (5, 8, 2)]


def test_findings_about_two_parties_are_two_items_and_a_failure_is_another_than_a_warning() -> None:
    """So a note about the one does not hide the other."""

    def soon(who: str) -> Finding:
        return Finding.of("warning", operator_error(Code.CERTIFICATE_EXPIRES_SOON, who=Bilingual.same(who), days=3))

    def full(result: str) -> Finding:
        place = Bilingual("主目录", "the home")
        error = operator_error(Code.LOW_DISK_SPACE, place=place, free="1")
        return Finding.of("failure" if result == "failure" else "warning", error)

    looks = {
        "parties": lambda: iter([soon("bank-a"), soon("bank-b"), soon("bank-b")]),
        "disk": lambda: iter([full("warning"), full("failure")]),
    }
    found = {item.name: item.count for item in running.found(examine(looks, worded))}
    assert found == {
        "check/parties/HUB-731/bank-a": 1,
        "check/parties/HUB-731/bank-b": 2,
        "check/disk/HUB-736/the-home": 1,
        "check/disk/HUB-736/the-home/failure": 1,
    }


def test_the_list_of_certificates_is_named_where_it_can_be_printed() -> None:
    """A file that cannot be read keeps it from being printed: then all items name the check, which names the file."""
    soon = Finding.of("warning", operator_error(Code.CERTIFICATE_EXPIRES_SOON, who=Bilingual.same("hub"), days=3))
    full = Finding.of("warning", operator_error(Code.LOW_DISK_SPACE, place="x", free="1"))

    def unreadable() -> Iterator[Finding]:
        raise operator_error(Code.BAD_KEY, reason="x")

    def said(parties: Look) -> set[tuple[str, ...]]:
        looks = {"key": lambda: iter([soon]), "parties": parties, "disk": lambda: iter([full])}
        return {(item.about[0], *item.next) for item in running.found(examine(looks, worded))}

    assert said(lambda: iter([Finding("ok", Bilingual.same("x"))])) == {("key", "keys", "list"), ("disk", "doctor")}
    broken = said(unreadable)
    assert broken == {("key", "keys", "check"), ("parties", "keys", "check"), ("disk", "doctor")}


def test_more_disputes_than_are_read_are_listed_with_the_oldest_that_was_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three, two are read; the third was disputed before them, though it moved later."""
    monkeypatch.setattr(documents, "_READ", 2)
    first, second, third = [opened("received") for _ in range(3)]
    for books, _ in (first, second, third):
        write(store, books.changes())
    for at, (_, document) in enumerate((third, first, second), 1):
        books = Books(third[1].updated_at + 100 * at, "0" * 64, "w")
        books.trails.load([document])
        books.trails.append(document.id, document.status, Cause("receipt", "r", digest(b"r")), {"observed": "late"})
        books.trails.put(books.trails.document(document.id).marked({"late"}))
        write(store, books.changes())
    (item,) = documents.disputed(store, {}, ())
    times = [store.documents.find(one.id)[0].updated_at for _, one in (first, second)]
    assert (item.count, item.example, [item.since, item.newest]) == (3, first[1].id, times)


def test_a_source_that_fails_is_an_item_and_hides_no_other(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody knows whether something waits there, so somebody has to look."""
    before = {item.name for item in attention_of(Home(home), NOTED, worded).items}

    def failing(*_: object) -> None:
        raise operator_error(Code.BAD_CONFIGURATION, reason="x")

    monkeypatch.setattr(documents, "disputed", failing)
    after = {item.name: item.en for item in attention_of(Home(home), NOTED, worded).items}
    assert after.keys() - before == {"store/HUB-702/disputed"}
    assert before - after.keys() == set()
    assert after["store/HUB-702/disputed"].startswith("not looked at: disputed: HUB-702")


def worded(error: Exception) -> Wording:
    return operator_error(Code.BAD_CONFIGURATION, reason=str(error)).wording


# ---- who is asked, what falls due, and since when --------------------------------------------------


def test_overdue_documents_are_named_by_the_party_that_was_asked(store: Store) -> None:
    """In the second leg of an agreement the bank, not the insurer that the document names; both insurers' together."""
    for party, status, asked in (
        ("ping-an", "P002", "ping-an"),
        ("ping-an", "P103", "bank-of-china"),
        ("boc-insurance", "P103", "bank-of-china"),
    ):
        books, document = opened("P001", status, type="payment-agreement", party=party)
        books.post.keep(a_message(b"<m/>", document=document.id, party=asked), b"<m/>")
        books.trails.append(document.id, status, Cause("clock", "m:2", digest(b"m")), {"observed": OVERDUE})
        write(store, books.changes())
    found = {item.name: (item.whom, item.count) for item in documents.overdue(store, ())}
    assert found == {
        "overdue/bank-of-china/payment-agreement": ("bank-of-china", 2),
        "overdue/ping-an/payment-agreement": ("ping-an", 1),
    }
    measured = {(group.party, group.type): group.count for group, _ in documents.overdue_by_asked(store)}
    assert measured == {("bank-of-china", "payment-agreement"): 2, ("ping-an", "payment-agreement"): 1}


def test_what_fell_due_and_cannot_be_done_is_an_item(store: Store) -> None:
    """Ten minutes after its time, since its time; what a worker still does is none."""
    books, document = opened("P001", "P002", type="premium-payment", party="ping-an-bank")
    books.post.set_timer(Timer(document=document.id, kind="answer", due=NOTED, tries=0))
    write(store, books.changes())
    assert list(timers.failed(store, ["premium-payment"], NOTED + 9 * MINUTE)) == []
    (item,) = timers.failed(store, ["premium-payment"], NOTED + 11 * MINUTE)
    assert (item.name, item.since, item.newest, item.count, item.is_money) == (
        *("timer/answer/ping-an-bank/premium-payment", NOTED, NOTED, 1, True),
    )


def test_what_keeps_the_hub_from_working_comes_before_what_has_an_age() -> None:
    """Nobody knows since when it is so; money comes first all the same, and other findings without a time last."""
    items = [
        replace(ITEM, about=("old",)),
        replace(ITEM, kind="check", about=("disk",), since=None),
        replace(ITEM, kind="store", about=("gone",), since=None),
        replace(ITEM, kind="overdue", about=("bank",), is_money=True),
    ]
    assert [one.name for one in in_order(items)] == ["overdue/bank", "store/gone", "outbox/old", "check/disk"]


def test_a_finding_tells_since_when_where_something_recorded_tells_it() -> None:
    """The oldest of several, and the newest for notes; a look at the present has no time."""

    def late(at: int | None) -> Finding:
        error = operator_error(Code.WITNESS_BEHIND, witness="w", age=Bilingual.same("1 h"))
        return Finding.of("warning", error, at)

    looks = {"witnesses": lambda: iter([late(9), late(7)]), "log": lambda: iter([late(None)])}
    found = {item.name: (item.since, item.newest) for item in running.found(examine(looks, worded))}
    assert found == {"check/witnesses/HUB-941/w": (7, 9), "check/log/HUB-941/w": (None, 0)}


@dataclass(frozen=True)
class Valid:
    """As much of a registered certificate as its validity."""

    since: int
    until: int


@pytest.mark.parametrize(
    ("known", "since"),
    [
        ([(0, 100)], None),  # ends later than in 60 days
        ([(0, 39)], -21),  # 60 days before its end
        ([(0, 5), (4, 39), (39, 70)], 10),  # successors count
        ([(0, 5), (6, 8)], 8),  # all are over
        ([(50, 90)], None),  # none yet
        ([], None),
    ],
)
def test_certificates_tell_since_when_they_end_soon_or_have_ended(
    known: list[tuple[int, int]], since: int | None
) -> None:
    """In days; it is the tenth."""
    valid = [cast("Registered", Valid(begin * DAY, end * DAY)) for begin, end in known]
    assert expiring_since(valid, 10 * DAY) == (None if since is None else since * DAY)
