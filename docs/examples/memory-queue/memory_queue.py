"""A queue in memory. It keeps every promise of the port except one: nothing survives the process."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count, islice
from threading import Condition

from hub.ports import Clock, Confirmation, Delivery, Parcel


@dataclass(frozen=True, order=True)
class Item:
    """What an owner dropped; ordered by its number."""

    number: int
    owner: str
    body: bytes
    redelivered: bool = False


class MemoryBroker:
    """What all queue objects share: for each owner what it dropped, and what it may pick up."""

    def __init__(self, owners: Iterable[str]) -> None:
        self.dropped: dict[str, list[Item]] = {owner: [] for owner in owners}
        self.published: dict[str, dict[str, bytes]] = {owner: {} for owner in self.dropped}
        self.refused: dict[str, list[bytes]] = {owner: [] for owner in self.dropped}
        self.changed = Condition()
        self._numbers = count()

    def drop(self, owner: str, body: bytes) -> None:
        """Send, as the owner."""
        with self.changed:
            heappush(self.dropped[owner], Item(next(self._numbers), owner, body))
            self.changed.notify_all()


class MemoryQueue:
    """A Queue: one worker's view of the broker. Not thread-safe, as the port says; the broker is."""

    def __init__(self, broker: MemoryBroker, clock: Clock) -> None:
        self._broker = broker
        self._clock = clock
        self._turn = deque(broker.dropped)
        self._held: dict[str, Item] = {}
        self._told: dict[str, Confirmation] = {}

    def take(self, limit: int, wait: float) -> list[Delivery]:
        with self._broker.changed:
            self._broker.changed.wait_for(self._has_news, wait if limit else 0)
            return [self._hold(item) for item in islice(iter(self._next, None), limit)]

    def acknowledge(self, deliveries: Sequence[Delivery], refused: Collection[str] = ()) -> None:
        with self._broker.changed:
            for delivery in deliveries:
                item = self._held.pop(delivery.tag, None)
                if item is not None and delivery.tag in refused:
                    self._broker.refused[item.owner].append(item.body)

    def publish(self, parcels: Sequence[Parcel]) -> None:
        with self._broker.changed:
            for parcel in parcels:
                box = self._broker.published.get(parcel.destination)
                if box is not None:
                    box[parcel.name] = parcel.body  # the same name again replaces it
                self._told[parcel.id] = "returned" if box is None else "confirmed"

    def confirmations(self, wait: float) -> dict[str, Confirmation]:  # noqa: ARG002 - named by the port
        """Never waits: a parcel is there or it is not."""
        told, self._told = self._told, {}
        return told

    def close(self) -> None:
        """Give back what is held. Each owner's order is that of the numbers."""
        with self._broker.changed:
            for item in self._held.values():
                heappush(self._broker.dropped[item.owner], replace(item, redelivered=True))
            self._held.clear()
            self._broker.changed.notify_all()

    def _has_news(self) -> bool:
        return bool(self._told) or any(self._broker.dropped.values())

    def _next(self) -> Item | None:
        """An item of the owner whose turn it is, so that a busy owner holds up no other."""
        for _ in range(len(self._turn)):
            self._turn.rotate(-1)
            if box := self._broker.dropped[self._turn[-1]]:
                return heappop(box)
        return None

    def _hold(self, item: Item) -> Delivery:
        tag = str(item.number)
        self._held[tag] = item
        return Delivery(
            owner=item.owner, tag=tag, body=item.body, taken_at=self._clock.now(), redelivered=item.redelivered
        )
