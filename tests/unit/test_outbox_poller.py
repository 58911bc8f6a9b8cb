"""What was sent in vain is looked for again, ever more slowly, and holds up nothing else."""

import random
from dataclasses import replace

import pytest

from hub.flow.outbox_poller import CALM_AFTER_S, LONGEST_PAUSE_S, OutboxPoller
from hub.model import Outgoing


class Hand:
    """A monotonic clock that a test moves."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def poller(hand: Hand) -> OutboxPoller:
    return OutboxPoller(hand)


ROW = Outgoing(id="1", about="event", destination="a", subject="d", seq=1, owner="w", at=0)


def test_the_first_poll_is_due_at_once_and_then_it_rests(poller: OutboxPoller, hand: Hand) -> None:
    """Page by page to the end."""
    assert poller.is_due()
    poller.turn(ROW)
    assert poller.is_due()
    poller.turn(None)
    hand.at += 1_000_000
    assert not poller.is_due()
    poller.begin()
    assert poller.is_due()


def test_a_poll_that_never_ends_begins_anew_when_it_is_time(poller: OutboxPoller, hand: Hand) -> None:
    """Under load there is always a next page: what took nothing is tried again all the same."""
    poller.turn(ROW)
    poller.again("a")
    poller.turn(ROW)
    hand.at += LONGEST_PAUSE_S
    assert poller.is_due()
    assert (poller.after, poller.closed) == (None, set())
    poller.turn(ROW)
    hand.at += LONGEST_PAUSE_S
    assert poller.is_due()
    assert poller.after == ROW


def test_what_is_reported_during_a_poll_is_polled_again_after_it(poller: OutboxPoller, hand: Hand) -> None:
    """The end of this poll does not make it forgotten."""
    poller.turn(ROW)
    poller.again("a")
    assert poller.closed == {"a"}
    poller.turn(None)
    assert (poller.is_due(), poller.closed) == (False, set())
    hand.at += 1
    assert poller.is_due()


def test_what_is_reported_during_a_poll_that_began_by_itself_is_polled_again(poller: OutboxPoller, hand: Hand) -> None:
    """However often; as when a queue refuses at once whatever it is sent."""
    poller.turn(None)
    poller.again("a")
    for _ in range(20):
        hand.at += LONGEST_PAUSE_S + 1
        assert poller.is_due()
        poller.turn(ROW)
        poller.again("a")
        assert (poller.is_due(), poller.closed) == (True, {"a"})
        poller.turn(None)
        assert (poller.is_due(), poller.closed) == (False, set())


@pytest.mark.parametrize("seed", range(200))
def test_whatever_is_sent_in_vain_is_sent_again(seed: int) -> None:
    """Of two destinations, in any order of pages, answers and other reasons to look, until both take what they get."""
    chance, hand = random.Random(seed), Hand()
    poller = OutboxPoller(hand)
    due, under_way = {"a", "b"}, set[str]()
    for step in range(400):
        takes = step > 300  # from here on nobody refuses
        act = chance.choice(["pick up", "answer", "wait", "begin"])
        if act == "pick up" and poller.is_due():
            page = [] if poller.after is not None else sorted(due - under_way - poller.closed)
            under_way.update(page)
            poller.turn(replace(ROW, destination=page[-1]) if page else None)
        elif act == "answer" and under_way:
            under_way.remove(told := chance.choice(sorted(under_way)))
            if takes or chance.random() < 0.2:
                due.remove(told)
            else:
                poller.again(told)
        elif act == "wait":
            hand.at += chance.choice([0.01, 1.0, LONGEST_PAUSE_S + 1])
        elif act == "begin" and not takes and chance.random() < 0.1:
            poller.begin()
        if not takes and not due:
            due = {"a", "b"}
            poller.begin()
    assert due == under_way == set()


def test_polls_in_vain_become_slow(poller: OutboxPoller, hand: Hand) -> None:
    """Half a minute in the end; after a calm minute the next is quick again."""
    waits = []
    for _ in range(15):
        poller.turn(None)
        poller.again("a")
        began = hand.at
        while not poller.is_due():
            hand.at += 0.05
        waits.append(hand.at - began)
    assert waits == sorted(waits)
    assert waits[0] < 0.2
    assert waits[-1] == pytest.approx(LONGEST_PAUSE_S, abs=0.1)
    poller.turn(None)
    hand.at += LONGEST_PAUSE_S + CALM_AFTER_S + 1
    poller.again("a")
    hand.at += 0.2
    assert poller.is_due()


def test_many_parcels_told_together_slow_it_down_once(poller: OutboxPoller, hand: Hand) -> None:
    """Not once for each of them."""
    poller.turn(None)
    for destination in "abcdefgh":
        poller.again(destination)
    hand.at += 0.2
    assert poller.is_due()
