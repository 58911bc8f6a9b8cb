"""What operators do, and what they ask the store before they do it."""

from collections.abc import Iterator
from itertools import count
from typing import Any, Literal

import pytest
from rig import HandClock
from sqlalchemy import Engine, create_engine, make_url, text
from store_cases import a_message, a_quarantined, an_outgoing, brought, opened, trail_of, write

from adapters.store import SqlStore, open_store, upgrade
from hub.errors import StoreConflict
from hub.flow.beats import EVERY, OPERATOR, Beats
from hub.model import Cause, Changes, Message, Quarantined, Settled, digest
from hub.ports import Filter, Pile

BODY = b"<a/>"
_times = count(10)


@pytest.fixture
def raw(store_url: str) -> Iterator[Engine]:
    """The database as somebody with SQL at hand sees it, past our adapter."""
    url = make_url(store_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if "postgresql" in store_url else url)
    yield engine
    engine.dispose()


def sent(store: SqlStore, *statuses: str, **given: object) -> Message:
    """A message that opened the round of a document."""
    books, document = opened(*statuses or ("sent",))
    message = a_message(BODY, **{"document": document.id, "at": next(_times), **given})
    books.post.keep(message, BODY)
    write(store, books.changes())
    return message


def settle(store: SqlStore, row: Quarantined, act: Literal["released", "discarded"] = "discarded") -> Settled:
    settled = Settled(quarantine=row.id, act=act, reason="为何", at=7)
    write(store, Changes(settled=[settled]))
    return settled


def kept_apart(store: SqlStore, **given: object) -> Quarantined:
    row = a_quarantined(BODY, **given)
    write(store, Changes(payloads={digest(BODY): BODY}, quarantined=[row]))
    return row


def test_letters_are_the_messages_of_rounds_that_are_open(store: SqlStore) -> None:
    """Oldest first; not those of earlier rounds or of ended documents, nor receipts, nor what parties sent."""
    first, second = sent(store), sent(store)
    sent(store, "received", "ended")
    sent(store, round=0)
    sent(store, kind="receipt")
    sent(store, direction="in")
    assert [message for _, message in store.letters(Filter(), ["ended"])] == [first, second]
    assert [document.id for document, _ in store.letters(Filter(), ["ended"])] == [first.document, second.document]
    assert store.letters(Filter(), ["ended"], [("duty-guarantee/policy", "sent")]) == []


def test_letters_are_chosen_by_document_and_by_when_they_were_made(store: SqlStore) -> None:
    """`since` is not among them, `until` is."""
    early, late = sent(store), sent(store, "waiting")

    def chosen(**given: Any) -> list[Message]:
        return [message for _, message in store.letters(Filter(**given), [])]

    assert chosen(since=early.at) == chosen(status="waiting") == [late]
    assert chosen(until=early.at) == chosen(limit=1) == [early]
    assert chosen(party="nobody") == []


def test_answers_are_found_by_what_they_answer(store: SqlStore) -> None:
    """Of one party: another may use the same ids."""
    message = sent(store)
    receipt = a_message(b"<r/>", direction="in", kind="receipt", document=message.document, answers=message.id)
    foreign = a_message(b"<r/>", direction="in", kind="receipt", party="bank-b", answers=message.id)
    write(store, Changes(payloads={digest(b"<r/>"): b"<r/>"}, messages=[receipt, foreign]))
    with store.glance() as unit:
        assert unit.answers([(message.party, message.id), ("bank-b", "other")]) == [receipt]


def test_documents_are_logged_until_a_time(store: SqlStore) -> None:
    """What moved at that time is among them."""
    one, other = brought(store), brought(store)
    assert one.updated_at < other.updated_at
    assert store.log(Filter(until=one.updated_at)) == [one]


def test_what_is_settled_is_open_no_more(store: SqlStore) -> None:
    """It is listed only where all are asked for; the count of what is open leaves it out."""
    kept, gone = kept_apart(store), kept_apart(store)
    settled = settle(store, gone)
    assert store.quarantined(9, is_open=True) == [kept]
    assert store.quarantined(9, is_open=True, beginning=gone.id) == []
    assert {row.id for row in store.quarantined(9)} == {kept.id, gone.id}
    assert store.settled([kept.id, gone.id]) == [settled]
    assert store.overview([], []).quarantined == 1


def test_quarantine_is_counted_by_owner_and_code(store: SqlStore) -> None:
    """With the time of the oldest; only what is open, where that is asked."""
    rows = [kept_apart(store, at=at) for at in (5, 6)] + [kept_apart(store, owner="insurer-a", code="HUB-405", at=7)]
    settle(store, rows[0])
    assert store.quarantine_piles() == [Pile("insurer-a", "HUB-405", 1, 7), Pile("portal-a", "HUB-102", 2, 5)]
    assert store.quarantine_piles(owner="portal-a", is_open=True) == [Pile("portal-a", "HUB-102", 1, 6)]
    assert store.quarantine_piles(code="HUB-405", is_open=True) == [Pile("insurer-a", "HUB-405", 1, 7)]


def test_a_delivery_is_settled_once_and_for_good(store: SqlStore, raw: Engine) -> None:
    """A second act is refused, and the first is never changed; there must be such a delivery."""
    row = kept_apart(store)
    settle(store, row)
    with pytest.raises(StoreConflict):
        settle(store, row, "released")
    for statement in ("UPDATE settled SET reason = ''", "DELETE FROM settled"):
        with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
            connection.execute(text(statement))
    with pytest.raises(StoreConflict):
        settle(store, a_quarantined(BODY))


def test_a_store_has_an_identity_that_stays(backend: str, empty_url: str, tmp_path: object) -> None:
    """Another store has another, and migrating again changes none."""
    upgrade(empty_url)
    store = open_store(empty_url)
    upgrade(other_url := f"sqlite:///{tmp_path}/other.db")
    other = open_store(other_url)
    try:
        mine = store.identity()
        upgrade(empty_url)
        assert (store.identity(), other.identity() == mine, len(mine)) == (mine, False, 36)
    finally:
        store.close()
        other.close()


def test_what_an_operator_promises_is_adopted_at_the_next_beat(store: SqlStore) -> None:
    """By whoever beats first: an operator's verb never lives to send it."""
    row = an_outgoing("message", "m-1", owner=OPERATOR)
    write(store, Changes(promised={row.id: row}))
    one = Beats(store, "a", HandClock(), iter(range(1000, 9000, int(EVERY))).__next__)
    assert (one.beat(), [due.outgoing.id for due in store.due("a", 9)]) == (1, [row.id])
    assert one.beat() == 0


def test_an_operators_act_is_a_cause_like_others(store: SqlStore) -> None:
    """Its observation follows what was there, and is read in a unit as in a trail."""
    books, document = opened("sent")
    books.trails.append(document.id, "sent", Cause("operator", "plan-1", digest(b"why")), {"observed": "replayed"})
    write(store, books.changes())
    with store.glance() as unit:
        assert (
            unit.transitions([document.id]) == trail_of(store, document.id).transitions == list(books.trails.appended)
        )
