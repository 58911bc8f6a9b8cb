"""The lanes of one worker: started when there is something for them, watched while their devices are silent."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from hub.errors import DeviceHangs
from hub.flow.lane import LONGEST_PAUSE_S, Lane, Treated
from hub.model import ToSign
from hub.ports import Lanes
from hub.text.bilingual import Bilingual
from hub.text.log import Log

HANGS_AFTER_S: Final = 60.0
"""Seconds after which a call of a device that has not come back counts as hanging: a card signs in less than one."""
STOP_TIMEOUT_S: Final = 5.0
"""Seconds that a stopping worker waits for signatures that are being made."""
log = Log()


class WorkersLanes:
    """Starts lanes, gives them messages, and tells operators which device hangs. Belongs to the worker's thread."""

    def __init__(self, lanes: Lanes, monotonic: Callable[[], float]) -> None:
        self._port = lanes
        self._monotonic = monotonic
        self._lanes: dict[str, Lane] = {}
        self._hanging: set[str] = set()
        """The lanes of which the log was told that they hang."""
        self._next_look = float("-inf")

    def give(self, name: str, rows: Sequence[ToSign]) -> None:
        self._lane(name).give(rows)

    def have_treated(self) -> bool:
        """Whether `treated` has something to return."""
        return any(lane.has_treated() for lane in self._lanes.values())

    def treated(self) -> Iterator[Treated]:
        """What became of messages since the last call. Does not block."""
        for lane in self._lanes.values():
            yield from lane.treated()

    def troubled_for(self, name: str) -> float:
        """Seconds for which a lane has not signed what it was given; 0 for one that was given nothing yet."""
        return self._lanes[name].health.troubled_for() if name in self._lanes else 0.0

    def is_proven(self, name: str) -> bool:
        """Whether a lane's last call of its device made a signature."""
        return name in self._lanes and self._lanes[name].health.is_proven

    def take_back(self, name: str) -> None:
        """Have a lane forget what it was given and has not begun."""
        if name in self._lanes:
            self._lanes[name].take_back()

    def look(self) -> None:
        """Tell which devices hang, and see whether those that were away are back although nothing waits for them."""
        for lane in self._lanes.values():
            self._tell_of(lane)
        if self._monotonic() >= self._next_look:
            self._next_look = self._monotonic() + LONGEST_PAUSE_S
            for name in self._port.away():
                self._lane(name).look()

    def stop(self) -> None:
        """End the lanes. What they have not signed stays in the store."""
        for lane in self._lanes.values():
            lane.stop()
        end = self._monotonic() + STOP_TIMEOUT_S
        for lane in self._lanes.values():
            lane.join(end - self._monotonic())
        self._lanes = {}

    def _lane(self, name: str) -> Lane:
        if name not in self._lanes:
            self._lanes[name] = Lane(name, self._port, monotonic=self._monotonic)
        return self._lanes[name]

    def _tell_of(self, lane: Lane) -> None:
        seconds = lane.health.calling_for()
        if seconds < HANGS_AFTER_S:
            self._hanging.discard(lane.name)
            return
        why = DeviceHangs(Bilingual("调用未返回", "a call has not come back"))
        self._port.tell(lane.name, why, seconds)
        if lane.name not in self._hanging:
            self._hanging.add(lane.name)
            log.warning("lane_hangs", lane=lane.name, seconds=round(seconds), reason=str(why))
