"""Whether the hub's clock can be believed; by one that is wrong, sound submissions would be refused for good."""

import time
from collections.abc import Callable

from hub.errors import ClockApart, ClockBehind, Deferred
from hub.flow.heartbeat import HEARTBEAT_INTERVAL_S
from hub.model.moments import SECOND
from hub.ports import Ports
from hub.text.log import Log

LEAST = 60 * SECOND
"""Clocks of machines may differ by this much, however little `clock_skew_s` allows to parties."""
log = Log()


class ClockGuard:
    """Compares the hub's clock with the store's, and with the newest time that is recorded. Not thread-safe."""

    def __init__(self, ports: Ports, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ports = ports
        self._monotonic = monotonic
        self._tolerance = max(ports.clock_skew, LEAST)
        self._looked: tuple[int, float] | None = None
        """Both clocks when the store was last asked."""
        self.wrong: Deferred | None = None
        """Why nothing may be taken at present."""

    def is_due(self) -> bool:
        """Once per heartbeat, and at once when the time of day moved otherwise than time did. Asks nobody."""
        if self._looked is None:
            return True
        wall, ticks = self._looked
        passed = self._monotonic() - ticks
        return passed >= HEARTBEAT_INTERVAL_S or abs(self._ports.clock.now() - wall - passed * SECOND) > LEAST

    def look(self) -> None:
        """Find out whether the clock is wrong, and say so when that changes; raises Deferred when the store is gone."""
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
        """Raise ClockApart or ClockBehind when the clock is wrong, another Deferred when the store is gone."""
        before = self._ports.clock.now()
        theirs = self._ports.store_clock()
        now = self._ports.clock.now()
        if theirs is not None and abs(ahead := apart(theirs, before, now)) > self._tolerance:
            way = "ahead of" if ahead > 0 else "behind"
            raise ClockApart(f"the store's is {abs(ahead) // SECOND} s {way} ours")
        newest = self._ports.store.clock.newest()
        if newest - now > self._tolerance and newest > self._ports.ahead_until:
            raise ClockBehind(f"a document was recorded {(newest - now) // SECOND} s later than now")


def apart(theirs: int, before: int, after: int) -> int:
    """How far a clock is ahead of ours, at least, which was asked between two looks at ours; microseconds."""
    return theirs - min(max(theirs, before), after)
