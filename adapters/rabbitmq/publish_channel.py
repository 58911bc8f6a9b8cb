"""One open publish channel, and the parcels that are unconfirmed on it."""

import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pika.channel import Channel

from adapters.rabbitmq.connection import Connection
from adapters.rabbitmq.frames import Address, Pattern
from hub.ports import Confirmation, Parcel

CONFIRM_WINDOW: Final = 1_000
CONFIRM_WINDOW_BYTES: Final = 8 * 1024 * 1024
"""Unconfirmed parcels and their bytes, beyond which no more are written to the broker. One parcel is always allowed."""
QUEUE_WINDOW: Final = 31
"""Unconfirmed parcels of one queue. With 32 (`quorum_commands_soft_limit`) RabbitMQ lets a queue that does not answer
stop the whole channel, and its connection soon afterwards: then nothing is published to any queue."""


@dataclass(frozen=True, slots=True)
class AddressedParcel:
    """A parcel with its address."""

    parcel: Parcel
    address: Address


@dataclass(frozen=True, slots=True)
class Ready:
    """A parcel as frames."""

    id: str
    mark: tuple[str, str]
    """Routing key and message id, by which a returned message is recognised."""
    size: int
    frames: list[bytes | memoryview]


class PublishChannel:
    """One open channel for publishing. Its unconfirmed parcels are lost with it. Only its own thread may touch them."""

    def __init__(self, connection: Connection, channel: Channel) -> None:
        self.connection = connection
        self.channel = channel
        self.under_way: dict[int, Ready] = {}
        self.bytes_under_way = 0
        self.held: dict[str, deque[Ready]] = {}
        """Parcels that are not written yet, by queue: a queue that does not answer holds back its own only."""
        self._open: Counter[str] = Counter()
        """Unconfirmed parcels, by queue."""
        self._settled: Counter[str] = Counter()
        """Parcels that were settled since the last look, by queue."""
        self._oldest = (0, 0.0)
        """The oldest unconfirmed parcel at the last check, and since when it was the oldest."""
        self.returned: Counter[tuple[str, str]] = Counter()
        self._last = 0
        self._first = 1
        self._patterns: dict[tuple[Address, bool], Pattern] = {}

    def prepare(self, addressed: AddressedParcel) -> Ready:
        """Make the frames. May be called from any thread."""
        address, parcel = addressed.address, addressed.parcel
        kind = address, bool(parcel.trace)
        if (pattern := self._patterns.get(kind)) is None:
            largest = self.connection.params.frame_max
            pattern = self._patterns[kind] = Pattern(self.channel.channel_number, largest, *kind)
        frames = list(pattern.frames(parcel.name, parcel.body, parcel.trace))
        return Ready(parcel.id, (address.key, parcel.name), len(parcel.body), frames)

    def silent_for(self) -> float:
        """Seconds for which the same parcel was seen to be the oldest unconfirmed one."""
        now, first = time.monotonic(), next(iter(self.under_way), 0)
        if first != self._oldest[0] or not first:
            self._oldest = (first, now)
        return now - self._oldest[1]

    @property
    def oldest(self) -> str:
        """The queue of the oldest unconfirmed parcel."""
        return next((ready.mark[0] for ready in self.under_way.values()), "")

    def write(self, waiting: deque[Ready]) -> None:
        """Write parcels once a quarter of the window and half of its bytes are free: single writes cost more."""
        while waiting:
            ready = waiting.popleft()
            self.held.setdefault(ready.mark[0], deque()).append(ready)
        if len(self.under_way) > CONFIRM_WINDOW * 3 // 4 or self.bytes_under_way > CONFIRM_WINDOW_BYTES // 2:
            return
        frames = [frame for queue in list(self.held) for frame in self._fitting(queue)]
        if frames:
            self.connection.emit(frames)

    def _fitting(self, queue: str) -> Iterator[bytes | memoryview]:
        """The frames of a queue's next parcels, as far as there is room for them, once half of its window is free."""
        held = self.held[queue]
        most = QUEUE_WINDOW if self._open[queue] <= QUEUE_WINDOW // 2 else 0
        while held and self._open[queue] < most and self._has_room():
            ready = held.popleft()
            self._last += 1
            self._open[queue] += 1
            self.under_way[self._last] = ready
            self.bytes_under_way += ready.size
            yield from ready.frames
        if not held:
            del self.held[queue]

    def give_up_held(self) -> list[Ready]:
        """Let go of what is not written yet for queues that have settled nothing since the last call."""
        stuck = [queue for queue in self.held if self._open[queue] and not self._settled[queue]]
        self._settled.clear()
        return [ready for queue in stuck for ready in self.held.pop(queue)]

    def excuse(self) -> None:
        """Hold the time until now against no queue: the broker took nothing from anybody."""
        self._oldest = (0, 0.0)
        self._settled.update(self._open.keys())

    def _has_room(self) -> bool:
        return len(self.under_way) < CONFIRM_WINDOW and self.bytes_under_way < CONFIRM_WINDOW_BYTES

    def settle(self, tag: int, multiple: bool, outcome: Confirmation) -> list[tuple[Ready, Confirmation]]:
        """The parcels that a confirm of the broker is about.

        A return comes before its confirm, and takes precedence.
        """
        tags = range(self._first, tag + 1) if multiple else (tag,)
        self._first = tag + 1 if multiple else self._first
        settled = [ready for number in tags if (ready := self.under_way.pop(number, None))]
        self.bytes_under_way -= sum(ready.size for ready in settled)
        queues = [ready.mark[0] for ready in settled]
        self._open.subtract(queues)
        self._settled.update(queues)
        if not self.returned:
            return [(ready, outcome) for ready in settled]
        return [(ready, "returned" if self._was_returned(ready) else outcome) for ready in settled]

    def _was_returned(self, ready: Ready) -> bool:
        if self.returned[ready.mark] <= 0:
            return False
        self.returned[ready.mark] -= 1
        self.returned = +self.returned
        return True
