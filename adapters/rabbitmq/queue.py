"""The queue port over RabbitMQ."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Literal

from adapters.rabbitmq.broker import Broker
from adapters.rabbitmq.consumer import Consumer
from adapters.rabbitmq.frames import Address
from adapters.rabbitmq.names import DEAD, HUB_SIDE, OUT, Kind, Side
from adapters.rabbitmq.publish_channel import AddressedParcel
from adapters.rabbitmq.publisher import Publisher
from adapters.rabbitmq.source import Arrived, Source
from adapters.rabbitmq.wake_up import WakeUpEvent
from hub.errors import Code, QueueUnavailable
from hub.ports import Clock, Confirmation, Delivery, Parcel

PREFETCH: Final = 500
"""Messages of one queue held in memory: two and a half batches, so that one is ready while another is processed."""

TOO_OFTEN: Final = "delivery_limit"
"""The broker's reason for a message that was delivered too often."""
_TYPES: Final = {"xml": "application/xml", "json": "application/json"}


class RabbitQueue:
    """Queue over RabbitMQ, from one side of the exchange. Not thread-safe.

    Two connections, each with a thread of its own, reconnect by themselves. A delivery is trusted when the broker's
    user is the owner of the queue; otherwise it has the doubt HUB-117. A dead letter that was delivered too often comes
    as redelivered, because the broker counts everything that a dead worker held; a dead letter with any other reason
    has the doubt HUB-118.

    While the broker blocks its publishers, parcels stay unconfirmed and are sent later; `publish` raises Deferred once
    memory is full. A message has the parcel's name as its id, so a parcel published again has the same message id.
    """

    def __init__(
        self,
        broker: Broker | str,
        owners: Mapping[str, Kind],
        clock: Clock,
        *,
        side: Side = HUB_SIDE,
        worker: str = "hub",
        prefetch: int = PREFETCH,
    ) -> None:
        """Start to connect without waiting for it. Nothing is consumed before the first `take`."""
        broker = Broker(broker) if isinstance(broker, str) else broker
        self._owners = dict(owners)
        self._clock = clock
        self._side = side
        self._user = broker.user
        self._addresses: dict[tuple[str, str], Address] = {}
        self._wake_up = WakeUpEvent()
        sources = [Source(side.takes_from(owner, kind), owner) for owner, kind in owners.items()]
        if side.is_hub:
            sources.append(Source(DEAD, None))
        self._sources = {source.queue: source for source in sources}
        self._consumer = Consumer(broker, f"{worker} takes", sources, prefetch, self._wake_up)
        self._publisher = Publisher(broker, f"{worker} puts", OUT if side.is_hub else None, self._wake_up)

    def take(self, limit: int, wait: float) -> list[Delivery]:
        """Take messages from memory, at most 64 MB at a time. Raises QueueUnavailable when the broker is gone."""
        consumer, publisher = self._consumer, self._publisher
        consumer.start()
        self._wake_up.wait(lambda: consumer.has_arrived() or publisher.has_outcomes(), wait if limit else 0)
        now = self._clock.now()
        taken = [self._delivery(now, *one) for one in consumer.collect(limit)]
        if consumer.lost and not taken and not publisher.has_outcomes():
            raise QueueUnavailable(consumer.lost)
        return taken

    def acknowledge(self, deliveries: Sequence[Delivery], refused: Collection[str] = ()) -> None:
        """Acknowledge to the broker, refused deliveries too: the flow stores those itself. Never blocks."""
        del refused
        lives: dict[tuple[str, int], set[int]] = {}
        for delivery in deliveries:
            queue, life, number = delivery.tag.rsplit("/", 2)
            lives.setdefault((queue, int(life)), set()).add(int(number))
        for (queue, life_), numbers in lives.items():
            self._consumer.acknowledge(self._sources[queue], life_, numbers)

    def publish(self, parcels: Sequence[Parcel]) -> None:
        """Hand over all parcels or none.

        Raises ValueError for an invalid name, QueueUnavailable when the broker is gone.
        """
        addressed = [
            AddressedParcel(p, self._address(p.destination, p.name)) for p in parcels if p.destination in self._owners
        ]
        if addressed:
            self._publisher.publish(addressed)
        for parcel in parcels:
            if parcel.destination not in self._owners:
                self._publisher.tell(parcel.id, "returned")

    def confirmations(self, wait: float) -> dict[str, Confirmation]:
        self._wake_up.wait(self._publisher.has_outcomes, wait)
        return self._publisher.collect()

    def close(self) -> None:
        """Close both connections. The broker delivers unacknowledged messages to others."""
        self._consumer.close()
        self._publisher.close()

    def _delivery(self, now: int, source: Source, life: int, arrived: Arrived) -> Delivery:
        return Delivery(
            owner=source.owner or arrived.key,
            tag=f"{source.queue}/{life}/{arrived.number}",
            body=arrived.body,
            taken_at=now,
            redelivered=arrived.redelivered or source.owner is None,
            trace=arrived.trace,
            doubt=self._doubt(source, arrived),
        )

    def _doubt(self, source: Source, arrived: Arrived) -> Code | Literal[""]:
        owner = source.owner or arrived.key
        if source.owner is None and (arrived.died_of != TOO_OFTEN or owner not in self._owners):
            return Code.DELIVERY_LIMIT_REACHED
        return Code.SENDER_NOT_VERIFIED if self._side.is_hub and arrived.user != owner else ""

    def _address(self, destination: str, name: str) -> Address:
        ending = name.rpartition(".")[2]
        if (known := self._addresses.get((destination, ending))) is None:
            exchange, key = self._side.puts_in(destination, self._owners[destination])
            known = Address(exchange, key, _TYPES.get(ending, "application/octet-stream"), self._user)
            self._addresses[destination, ending if ending in _TYPES else ""] = known
        return known
