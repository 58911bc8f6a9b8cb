"""One queue that is consumed: what came of it, what is held, and how that is acknowledged."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pika.channel import Channel


class Arrived(NamedTuple):
    """One message as it came, unread."""

    number: int
    """The channel's delivery tag."""
    redelivered: bool
    user: str | None
    """The broker vouches for it; None where the sender left it out."""
    key: str
    body: bytes
    died_of: str = ""
    """Why the broker moved it to the dead letters, in its own word; empty for what is none."""


class Ack(NamedTuple):
    """One acknowledgement on the wire."""

    number: int
    multiple: bool


def reason_of_death(headers: Mapping[str, Any] | None) -> str:
    """The reason in the newest entry of `x-death`, which the broker writes first; empty where there is none."""
    deaths = (headers or {}).get("x-death")
    newest = deaths[0] if isinstance(deaths, list) and deaths else None
    return str(newest.get("reason", "")) if isinstance(newest, Mapping) else ""


@dataclass(eq=False, slots=True)
class Source:
    """One queue that is consumed, on a channel of its own: its failures are its own, and its order is kept."""

    queue: str
    owner: str | None
    """None for the queue of dead letters, whose routing keys name the owners."""
    life: int = 0
    """Which channel this is; what an earlier one delivered cannot be acknowledged any more."""
    channel: Channel | None = None
    attempts: int = 0
    arrived: deque[Arrived] = field(default_factory=deque)
    held: deque[int] = field(default_factory=deque)
    """Delivery tags that were taken and are not acknowledged, in order; what is in `arrived` comes after them."""
    last: int = 0
    """The delivery tag that came last on this channel."""
    seen: int = 0
    """What `last` was when somebody looked."""

    def take_in(self, message: Arrived) -> None:
        self.arrived.append(message)
        self.last = message.number

    def is_silent(self) -> bool:
        """Whether nothing of it is here, and nothing came since the last time this was asked."""
        came, self.seen = self.last != self.seen, self.last
        return not (came or self.arrived or self.held)

    def settle(self, numbers: set[int]) -> list[Ack]:
        """Acknowledge: a contiguous beginning at once, the rest one by one. Numbers not held are ignored."""
        last = 0
        while self.held and self.held[0] in numbers:
            last = self.held.popleft()
        alone = [number for number in self.held if number in numbers] if max(numbers) > last else []
        if alone:
            self.held = deque(number for number in self.held if number not in numbers)
        return [*([Ack(last, True)] if last else []), *(Ack(number, False) for number in alone)]

    def forget(self) -> None:
        """The channel is gone: the broker delivers all of it again."""
        self.life += 1
        self.channel = None
        self.last = self.seen = 0
        for memory in (self.arrived, self.held):
            memory.clear()
