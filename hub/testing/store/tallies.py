"""The promises for tallies: what is written is counted in the same transaction, once, whoever writes."""

import pytest

from hub.errors import Code
from hub.model import Cause, Changes, digest
from hub.model.tally import (
    MESSAGES,
    PARKED,
    QUARANTINED,
    STAGE_TIMES,
    SUBMISSIONS,
    TRANSITIONS,
    Tallies,
)
from hub.ports import Store
from hub.testing.rows import a_message, a_parked, a_quarantined, empty_books, opened, write
from hub.testing.store.rig import Part

KEY = (SUBMISSIONS, "portal-a", "duty-guarantee/policy", "accepted")


class Counts(Part):
    """Counts grow by what is committed, and by nothing else."""

    def test_rows_are_counted_with_what_is_counted_beside_them(self, store: Store) -> None:
        """Changes of status, not observations; messages, what was parked and what was quarantined."""
        books, document = opened("received", "sent", "sent")
        books.trails.append(document.id, "done", Cause("confirm", "m", digest(b"m")))
        books.tallies.count(*KEY)
        body = b"<a/>"
        books.post.keep(a_message(body, document=document.id), body)
        books.post.park(a_parked(body), body)
        books.post.quarantine(a_quarantined(body), body)
        write(store, books.changes())
        about = ("duty-guarantee/policy", "insurer-a")
        numbers = {key: number for key, (number, _) in store.tallies.counted().items()}
        assert numbers == {
            KEY: 1,
            (TRANSITIONS, *about, "received", "document"): 1,
            (TRANSITIONS, *about, "sent", "document"): 1,
            (TRANSITIONS, *about, "done", "confirm"): 1,
            (MESSAGES, "insurer-a", "out", "business"): 1,
            (PARKED, "insurer-a", "receipt"): 1,
            (QUARANTINED, "portal-a", Code.NOT_JSON): 1,
        }

    def test_a_transaction_that_fails_counts_nothing(self, store: Store) -> None:
        """Neither its rows nor what was counted beside them."""
        books = empty_books()
        books.tallies.count(*KEY)
        with pytest.raises(ZeroDivisionError), store.transactions.begin() as unit:
            unit.write(books.changes())
            1 / 0  # noqa: B018
        assert store.tallies.counted() == {}

    def test_the_counts_of_all_writers_are_added(self, store: Store) -> None:
        """Each writer has rows of its own; the sums of durations are added too."""
        for writer in ("one", "two", "two"):
            write(store, Changes(writer=writer, counted={KEY: (2, 0), ("other", "é\n\"'"): (1, 7)}))
        assert store.tallies.counted() == {KEY: (6, 0), ("other", "é\n\"'"): (3, 21)}

    def test_durations_are_added_with_the_heartbeat_and_stay_when_the_worker_ends(self, store: Store) -> None:
        """In the buckets of their sizes."""
        durations = Tallies()
        for microseconds in (90, 100, 101, 99_000_000):
            durations.time(STAGE_TIMES, "reply", "open", microseconds=microseconds)
        store.heartbeats.record("one", 1, durations.counted)
        store.heartbeats.record("one", 2)
        store.heartbeats.remove("one")
        about = (STAGE_TIMES, "reply", "open")
        assert store.tallies.counted() == {
            (*about, "100"): (2, 190),
            (*about, "250"): (1, 101),
            (*about, ""): (1, 99_000_000),
        }
