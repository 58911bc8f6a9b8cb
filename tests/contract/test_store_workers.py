"""What workers tell each other through the store."""

import threading
from itertools import count

import pytest
from store_cases import an_outgoing, write

from adapters.store import SqlStore
from hub.flow.beats import DEAD, EVERY, Beats
from hub.model import Changes
from hub.ports import Trial

_ids = count()


class Hand:
    """A monotonic clock that a test moves."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at

    def now(self) -> int:
        return int(self.at * 1_000_000)


def test_each_beat_counts_one_worker_up_and_shows_all(store: SqlStore) -> None:
    """Owners who never beat stand at nought."""
    row = an_outgoing("event", "d-1", owner="ghost")
    write(store, Changes(promised={row.id: row}))
    assert store.beat("a", 1) == {"a": 1, "ghost": 0}
    assert store.beat("b", 2) == {"a": 1, "b": 1, "ghost": 0}
    assert store.beat("a", 3) == {"a": 2, "b": 1, "ghost": 0}
    store.leave("a")
    assert store.beat("b", 4) == {"b": 2, "ghost": 0}


def test_trials_are_kept_until_the_delivery_comes_through(store: SqlStore) -> None:
    """Each delivery's numbers for itself; noting them twice is noting them once."""
    for _ in range(2):
        store.note_trials({"x": Trial(together=1), "y": Trial(together=1)}, "a", 1)
    store.note_trials({"x": Trial(together=1, alone=1)}, "b", 2)
    assert store.trials(["x", "y", "z"]) == {"x": Trial(1, 1), "y": Trial(1, 0)}
    store.came_through(["x", "z"])
    assert store.trials(["x", "y", "z"]) == {"y": Trial(1, 0)}


def test_whether_a_worker_was_trying_when_it_ended_can_be_asked(store: SqlStore) -> None:
    """Of this worker, and of this life of it."""
    store.note_trials({"x": Trial(together=1)}, "a", 100)
    assert [store.was_trying("a", since) for since in (99, 100, 101)] == [True, True, False]
    assert not store.was_trying("b", 99)
    store.came_through(["x"])
    assert not store.was_trying("a", 99)


@pytest.fixture
def hand() -> Hand:
    return Hand()


def _beats(store: SqlStore, worker: str, hand: Hand) -> Beats:
    return Beats(store, worker, hand, hand)


def _promise(store: SqlStore, owner: str) -> str:
    row = an_outgoing("event", f"d-{next(_ids)}", owner=owner)
    write(store, Changes(promised={row.id: row}))
    return row.id


def _live(beats: list[Beats], hand: Hand, seconds: float) -> int:
    """Let workers beat for so long; return how many promises they adopted."""
    adopted = 0
    end = hand.at + seconds
    while hand.at < end:
        hand.at += EVERY
        adopted += sum(one.beat() for one in beats)
    return adopted


def test_what_a_dead_worker_promised_is_adopted_after_half_a_minute(store: SqlStore, hand: Hand) -> None:
    """Not before, and by one of the living."""
    living, dead = [_beats(store, name, hand) for name in ("a", "b")], _beats(store, "c", hand)
    dead.beat()
    promised = _promise(store, "c")
    assert _live(living, hand, DEAD) == 0
    assert _live(living, hand, 2 * EVERY) == 1
    assert [due.outgoing.id for owner in "ab" for due in store.due(owner, 9)] == [promised]


def test_a_living_worker_keeps_its_promises(store: SqlStore, hand: Hand) -> None:
    """However long the others watch."""
    _promise(store, "b")
    assert _live([_beats(store, name, hand) for name in ("a", "b")], hand, 10 * DEAD) == 0


def test_what_somebody_promised_who_never_beat_is_adopted(store: SqlStore, hand: Hand) -> None:
    """As when a worker commits in its sleep, long after it was forgotten."""
    _promise(store, "ghost")
    assert _live([_beats(store, "a", hand)], hand, DEAD + 2 * EVERY) == 1


def test_who_has_slept_gives_the_others_the_whole_time_again(store: SqlStore, hand: Hand) -> None:
    """When all processes were paused together, nobody was dead."""
    one, other = _beats(store, "a", hand), _beats(store, "b", hand)
    _live([one, other], hand, 2 * EVERY)
    _promise(store, "b")
    hand.at += 10 * DEAD
    assert one.is_late()
    assert one.beat() == 0
    assert not one.is_late()
    assert _live([one, other], hand, 2 * DEAD) == 0


def test_two_heirs_share_what_a_dead_worker_left(store: SqlStore) -> None:
    """At the same moment: each row has one heir."""
    ids = {_promise(store, "dead") for _ in range(60)}
    threads = [threading.Thread(target=store.adopt, args=(["dead"], heir)) for heir in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    owned = [due.outgoing.id for owner in ("a", "b", "dead") for due in store.due(owner, 100)]
    assert sorted(owned) == sorted(ids)
    assert store.due("dead", 1) == []
