"""One consumed queue: messages that arrived, messages held, and their acknowledgements."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pika.channel import Channel


class Arrived(NamedTuple):
    """One message as it arrived, not read yet."""

    number: int
    """The channel's delivery tag."""
    redelivered: bool
    user: str | None
    """The user, verified by the broker; None when the sender left it out."""
    key: str
    body: bytes
    died_of: str = ""
    """The broker's reason for moving the message to the dead letters; empty when it did not."""
    trace: str = ""
    """The traceparent among its headers; empty when there is none that can be read."""


class Ack(NamedTuple):
    """One acknowledgement on the wire."""

    number: int
    multiple: bool


def reason_of_death(headers: Mapping[str, Any] | None) -> str:
    """The reason in the newest entry of `x-death`, which the broker writes first; empty when there is none."""
    deaths = (headers or {}).get("x-death")
    newest = deaths[0] if isinstance(deaths, list) and deaths else None
    return str(newest.get("reason", "")) if isinstance(newest, Mapping) else ""


@dataclass(eq=False, slots=True)
class Source:
    """One queue, consumed on a channel of its own: its failures touch no other queue, and its order is kept."""

    queue: str
    owner: str | None
    """None for the queue of dead letters, whose routing keys name the owners."""
    life: int = 0
    """Counts the channels. Messages of an earlier channel can no longer be acknowledged."""
    channel: Channel | None = None
    attempts: int = 0
    arrived: deque[Arrived] = field(default_factory=deque)
    held: deque[int] = field(default_factory=deque)
    """Delivery tags taken and not acknowledged, in order. The messages in `arrived` come after them."""
    last: int = 0
    """The last delivery tag of this channel."""
    seen: int = 0
    """The value of `last` at the last check."""

    def take_in(self, message: Arrived) -> None:
        self.arrived.append(message)
        self.last = message.number

    def is_silent(self) -> bool:
        """Whether no message is held and none came since the last check."""
        came, self.seen = self.last != self.seen, self.last
        return not (came or self.arrived or self.held)

    def settle(self, numbers: set[int]) -> list[Ack]:
        """The acknowledgements for these tags: one for the contiguous beginning, one for each other.

        Tags not held are ignored.
        """
        last = 0
        while self.held and self.held[0] in numbers:
            last = self.held.popleft()
        alone = [number for number in self.held if number in numbers] if max(numbers) > last else []
        if alone:
            self.held = deque(number for number in self.held if number not in numbers)
        return [*([Ack(last, True)] if last else []), *(Ack(number, False) for number in alone)]

    def forget(self) -> None:
        """The channel is gone: the broker delivers all its messages again."""
        self.life += 1
        self.channel = None
        self.last = self.seen = 0
        for memory in (self.arrived, self.held):
            memory.clear()
