"""What was sent in vain is looked for again, ever more slowly, and holds up nothing else."""

import random
from dataclasses import replace

import pytest

from hub.flow.sweep import CALM, SLOWEST, Sweep
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
def sweep(hand: Hand) -> Sweep:
    return Sweep(hand)


ROW = Outgoing(id="1", about="event", destination="a", subject="d", seq=1, owner="w", at=0)


def test_the_first_sweep_is_due_at_once_and_then_it_rests(sweep: Sweep, hand: Hand) -> None:
    """Page by page to the end."""
    assert sweep.is_due()
    sweep.turn(ROW)
    assert sweep.is_due()
    sweep.turn(None)
    hand.at += 1_000_000
    assert not sweep.is_due()
    sweep.begin()
    assert sweep.is_due()


def test_what_is_told_in_the_middle_of_a_sweep_is_looked_for_after_it(sweep: Sweep, hand: Hand) -> None:
    """The end of this sweep does not make it forgotten."""
    sweep.turn(ROW)
    sweep.again("a")
    assert sweep.closed == {"a"}
    sweep.turn(None)
    assert (sweep.is_due(), sweep.closed) == (False, set())
    hand.at += 1
    assert sweep.is_due()


def test_what_is_told_in_the_middle_of_a_sweep_that_began_by_itself_is_looked_for_after_it(
    sweep: Sweep, hand: Hand
) -> None:
    """However often; as when a queue refuses at once whatever it is sent."""
    sweep.turn(None)
    sweep.again("a")
    for _ in range(20):
        hand.at += SLOWEST + 1
        assert sweep.is_due()
        sweep.turn(ROW)
        sweep.again("a")
        assert (sweep.is_due(), sweep.closed) == (True, {"a"})
        sweep.turn(None)
        assert (sweep.is_due(), sweep.closed) == (False, set())


@pytest.mark.parametrize("seed", range(200))
def test_whatever_is_sent_in_vain_is_sent_again(seed: int) -> None:
    """Of two destinations, in any order of pages, answers and other reasons to look, until both take what they get."""
    chance, hand = random.Random(seed), Hand()
    sweep = Sweep(hand)
    due, under_way = {"a", "b"}, set[str]()
    for step in range(400):
        takes = step > 300  # from here on nobody refuses
        act = chance.choice(["pick up", "answer", "wait", "begin"])
        if act == "pick up" and sweep.is_due():
            page = [] if sweep.after is not None else sorted(due - under_way - sweep.closed)
            under_way.update(page)
            sweep.turn(replace(ROW, destination=page[-1]) if page else None)
        elif act == "answer" and under_way:
            under_way.remove(told := chance.choice(sorted(under_way)))
            if takes or chance.random() < 0.2:
                due.remove(told)
            else:
                sweep.again(told)
        elif act == "wait":
            hand.at += chance.choice([0.01, 1.0, SLOWEST + 1])
        elif act == "begin" and not takes and chance.random() < 0.1:
            sweep.begin()
        if not takes and not due:
            due = {"a", "b"}
            sweep.begin()
    assert due == under_way == set()


def test_sweeps_in_vain_become_slow(sweep: Sweep, hand: Hand) -> None:
    """Half a minute in the end; after a calm minute the next is quick again."""
    waits = []
    for _ in range(15):
        sweep.turn(None)
        sweep.again("a")
        began = hand.at
        while not sweep.is_due():
            hand.at += 0.05
        waits.append(hand.at - began)
    assert waits == sorted(waits)
    assert waits[0] < 0.2
    assert waits[-1] == pytest.approx(SLOWEST, abs=0.1)
    sweep.turn(None)
    hand.at += SLOWEST + CALM + 1
    sweep.again("a")
    hand.at += 0.2
    assert sweep.is_due()


def test_many_parcels_told_together_slow_it_down_once(sweep: Sweep, hand: Hand) -> None:
    """Not once for each of them."""
    sweep.turn(None)
    for destination in "abcdefgh":
        sweep.again(destination)
    hand.at += 0.2
    assert sweep.is_due()
