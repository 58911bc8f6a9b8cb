"""A clock that is wrong is noticed by the store's, and by what is recorded."""

from types import SimpleNamespace
from typing import Any

import pytest
from rig import START, HandClock

from hub.errors import ClockApart, ClockBehind, StoreUnavailable
from hub.flow.clock_guard import ClockGuard, apart

SECOND = 1_000_000
MINUTE, HOUR = 60 * SECOND, 3600 * SECOND


class Place:
    """A hub's clock and its store's, which a test sets."""

    def __init__(self, skew_s: int = 300) -> None:
        self.clock = HandClock()
        self.server: int | None = None
        """Microseconds by which the store's clock is ahead; None where it has none."""
        self.newest = 0
        self.ahead_until = 0
        self.clock_skew = skew_s * SECOND
        self.store = SimpleNamespace(clock=SimpleNamespace(newest=lambda: self.newest))
        self.ticks = 0.0

    def store_clock(self) -> int | None:
        return None if self.server is None else self.clock.at + self.server

    def guard(self) -> ClockGuard:
        ports: Any = self
        return ClockGuard(ports, lambda: self.ticks)


@pytest.mark.parametrize("ahead", [-6 * MINUTE, 6 * MINUTE])
def test_a_clock_apart_from_the_stores_is_wrong(ahead: int) -> None:
    """In both directions; the code says which clocks differ."""
    place = Place()
    place.server = ahead
    with pytest.raises(ClockApart, match="HUB-780"):
        place.guard().check()


@pytest.mark.parametrize(("skew_s", "ahead"), [(300, 299), (0, 59), (3600, 3599)])
def test_a_clock_within_the_tolerance_is_right(skew_s: int, ahead: int) -> None:
    """The tolerance is `clock_skew_s`, but a minute at least."""
    place = Place(skew_s)
    place.server, place.newest = -ahead * SECOND, place.clock.at + ahead * SECOND
    place.guard().check()


def test_a_clock_behind_what_is_recorded_is_wrong() -> None:
    """By more than the tolerance."""
    place = Place()
    place.newest = START + HOUR
    with pytest.raises(ClockBehind, match="HUB-781"):
        place.guard().check()


def test_what_a_clock_that_was_ahead_has_recorded_counts_no_more_when_it_is_said_so() -> None:
    """Up to the time that is said; what is recorded later counts as ever."""
    place = Place()
    place.newest = place.ahead_until = START + HOUR
    place.guard().check()
    place.newest += SECOND
    with pytest.raises(ClockBehind):
        place.guard().check()


def test_a_store_that_is_gone_says_nothing_about_the_clock() -> None:
    """Whoever asks waits for the store, and the last verdict stays."""
    place = Place()

    def gone() -> int:
        raise StoreUnavailable("gone")

    place.store = SimpleNamespace(clock=SimpleNamespace(newest=gone))
    guard = place.guard()
    with pytest.raises(StoreUnavailable):
        guard.look()
    assert guard.wrong is None


def test_the_store_is_asked_once_a_heartbeat_and_when_the_time_of_day_jumps() -> None:
    """Not for each batch."""
    place = Place()
    guard = place.guard()
    assert guard.is_due()
    guard.look()
    assert not guard.is_due()
    place.clock.pass_(seconds=-120)
    assert guard.is_due()
    guard.look()
    assert not guard.is_due()
    place.ticks += 5
    place.clock.pass_(seconds=5)
    assert guard.is_due()


def test_the_time_of_asking_counts_for_nobody() -> None:
    """An answer that took long says less."""
    assert [apart(theirs, 1_000, 2_000) for theirs in (500, 1_500, 2_500)] == [-500, 0, 500]
