"""Check whether the hub's clock is right. With a wrong clock, valid submissions would be refused for good."""

import time
from collections.abc import Callable

from hub.errors import ClockApart, ClockBehind, Deferred
from hub.flow.heartbeat import HEARTBEAT_INTERVAL_S
from hub.model.moments import SECOND
from hub.ports import Ports
from hub.text.bilingual import Bilingual
from hub.text.log import Log

LEAST = 60 * SECOND
"""Clocks of two machines may differ by this many microseconds, even if `clock_skew_s` allows parties less."""
log = Log()


class ClockGuard:
    """Compares the hub's clock with the store's clock and with the newest recorded time. Not thread-safe."""

    def __init__(self, ports: Ports, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ports = ports
        self._monotonic = monotonic
        self._tolerance = max(ports.clock_skew, LEAST)
        self._looked: tuple[int, float] | None = None
        """The time of day and the monotonic clock when the store was last asked."""
        self.wrong: Deferred | None = None
        """Why nothing may be taken at present; None while the clock is right."""

    def is_due(self) -> bool:
        """True once per heartbeat interval, and at once when the time of day jumped. Does not ask the store."""
        if self._looked is None:
            return True
        wall, ticks = self._looked
        passed = self._monotonic() - ticks
        return passed >= HEARTBEAT_INTERVAL_S or abs(self._ports.clock.now() - wall - passed * SECOND) > LEAST

    def look(self) -> None:
        """Ask the store whether the clock is wrong, and log every change.

        Raises Deferred when the store is unavailable.
        """
        before = self.wrong
        try:
            self.check()
            self.wrong = None
        except (ClockApart, ClockBehind) as wrong:
            self.wrong = wrong
        self._looked = (self._ports.clock.now(), self._monotonic())
        if self.wrong is not None:
            log.error("clock_wrong", code=self.wrong.code, reason=str(self.wrong))
        elif before is not None:
            log.warning("clock_right_again")

    def check(self) -> None:
        """Raise ClockApart or ClockBehind if the clock is wrong, and another Deferred if the store is unavailable."""
        before = self._ports.clock.now()
        theirs = self._ports.store_clock()
        now = self._ports.clock.now()
        if theirs is not None and abs(ahead := apart(theirs, before, now)) > self._tolerance:
            seconds, is_ahead = abs(ahead) // SECOND, ahead > 0
            raise ClockApart(
                Bilingual(
                    f"审计库的时钟比本机{'快' if is_ahead else '慢'} {seconds} 秒",
                    f"the store's is {seconds} s {'ahead of' if is_ahead else 'behind'} ours",
                )
            )
        newest = self._ports.store.clock.newest()
        if newest - now > self._tolerance and newest > self._ports.ahead_until:
            seconds = (newest - now) // SECOND
            raise ClockBehind(
                Bilingual(
                    f"有单证的记录时间晚于现在 {seconds} 秒", f"a document was recorded {seconds} s later than now"
                )
            )


def apart(theirs: int, before: int, after: int) -> int:
    """The least difference between another clock and ours, in microseconds; positive when the other clock is ahead.

    `theirs` was read after `before` and before `after`, which are two times of our clock.
    """
    return theirs - min(max(theirs, before), after)
