"""How workers find dead ones by their heartbeats, and take over what those had promised."""

from itertools import count

import pytest
from rig import HandClock

from hub.flow.heartbeat import DEAD_AFTER_S, HEARTBEAT_INTERVAL_S, OPERATOR, Heartbeat
from hub.model import Changes
from hub.ports import Store
from hub.testing.rows import an_outgoing, write

_ids = count()


class Hand:
    """A monotonic clock that a test moves."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at

    def now(self) -> int:
        return int(self.at * 1_000_000)


@pytest.fixture
def hand() -> Hand:
    return Hand()


def _heartbeat(store: Store, worker: str, hand: Hand) -> Heartbeat:
    return Heartbeat(store.heartbeats, store.outbox, worker, hand, hand)


def _promise(store: Store, owner: str) -> str:
    row = an_outgoing("event", f"d-{next(_ids)}", owner=owner)
    write(store, Changes(promised={row.id: row}))
    return row.id


def _live(heartbeats: list[Heartbeat], hand: Hand, seconds: float) -> int:
    """Let workers beat for so long; return how many promises they adopted."""
    adopted = 0
    end = hand.at + seconds
    while hand.at < end:
        hand.at += HEARTBEAT_INTERVAL_S
        adopted += sum(one.beat() for one in heartbeats)
    return adopted


def test_what_a_dead_worker_promised_is_adopted_after_half_a_minute(store: Store, hand: Hand) -> None:
    """Not before, and by one of the living."""
    living, dead = [_heartbeat(store, name, hand) for name in ("a", "b")], _heartbeat(store, "c", hand)
    dead.beat()
    promised = _promise(store, "c")
    assert _live(living, hand, DEAD_AFTER_S) == 0
    assert _live(living, hand, 2 * HEARTBEAT_INTERVAL_S) == 1
    assert [due.outgoing.id for owner in "ab" for due in store.outbox.due(owner, 9)] == [promised]


def test_a_living_worker_keeps_its_promises(store: Store, hand: Hand) -> None:
    """However long the others watch."""
    _promise(store, "b")
    assert _live([_heartbeat(store, name, hand) for name in ("a", "b")], hand, 10 * DEAD_AFTER_S) == 0


def test_what_somebody_promised_without_a_heartbeat_is_adopted(store: Store, hand: Hand) -> None:
    """As when a worker commits in its sleep, long after it was forgotten."""
    _promise(store, "ghost")
    assert _live([_heartbeat(store, "a", hand)], hand, DEAD_AFTER_S + 2 * HEARTBEAT_INTERVAL_S) == 1


def test_who_has_slept_gives_the_others_the_whole_time_again(store: Store, hand: Hand) -> None:
    """When all processes were paused together, nobody was dead."""
    one, other = _heartbeat(store, "a", hand), _heartbeat(store, "b", hand)
    _live([one, other], hand, 2 * HEARTBEAT_INTERVAL_S)
    _promise(store, "b")
    hand.at += 10 * DEAD_AFTER_S
    assert one.is_late()
    assert one.beat() == 0
    assert not one.is_late()
    assert _live([one, other], hand, 2 * DEAD_AFTER_S) == 0


def test_what_an_operator_promises_is_adopted_at_the_next_heartbeat(store: Store) -> None:
    """By whoever beats first: an operator's verb never lives to send it."""
    row = an_outgoing("message", "m-1", owner=OPERATOR)
    write(store, Changes(promised={row.id: row}))
    one = Heartbeat(
        store.heartbeats, store.outbox, "a", HandClock(), iter(range(1000, 9000, int(HEARTBEAT_INTERVAL_S))).__next__
    )
    assert (one.beat(), [due.outgoing.id for due in store.outbox.due("a", 9)]) == (1, [row.id])
    assert one.beat() == 0
