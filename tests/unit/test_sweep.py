"""What was sent in vain is looked for again, ever more slowly, and holds up nothing else."""

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
