"""What a portal and a party do at the broker: put on their exchange, take from their queue."""

from collections.abc import Iterator, Sequence

import pika
from settings import OWNERS

from adapters.rabbitmq import OWNER_SIDE, Broker
from adapters.rabbitmq.frames import Address
from adapters.rabbitmq.publish_channel import AddressedParcel
from adapters.rabbitmq.publisher import Publisher
from adapters.rabbitmq.wake_up import WakeUpEvent
from hub.ports import Parcel

IN_STEP = 1000
"""Bodies handed over at a time."""
CONFIRM_TIMEOUT_S = 30.0


class Sender:
    """Publishes as an owner does, and consumes nothing."""

    def __init__(self, url: str, owner: str) -> None:
        exchange, key = OWNER_SIDE.puts_in(owner, OWNERS[owner])
        self._owner = owner
        self._address = Address(exchange, key, "application/octet-stream", owner)
        self._wake_up = WakeUpEvent()
        self._publisher = Publisher(Broker(url), f"{owner} puts", None, self._wake_up)

    def send(self, bodies: Sequence[bytes]) -> None:
        """Returns once the broker has them all for good."""
        for start in range(0, len(bodies), IN_STEP):
            step = bodies[start : start + IN_STEP]
            self.hand_over(step, start)
            left = len(step)
            while left:
                self._wake_up.wait(self._publisher.has_outcomes, CONFIRM_TIMEOUT_S)
                outcomes = self._publisher.collect()
                if set(outcomes.values()) != {"confirmed"}:
                    raise RuntimeError(f"the broker did not take all: {set(outcomes.values())}")
                left -= len(outcomes)

    def hand_over(self, bodies: Sequence[bytes], first: int = 0) -> None:
        """Does not wait for confirms."""
        self._publisher.publish(
            [
                AddressedParcel(Parcel(id=str(n), destination=self._owner, name=str(n), body=body), self._address)
                for n, body in enumerate(bodies, first)
            ]
        )

    def forget_confirms(self) -> None:
        self._publisher.collect()

    def close(self) -> None:
        self._publisher.close()


def take(url: str, queue: str, number: int) -> list[bytes]:
    """So many bodies off an owner's queue, oldest first."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.basic_qos(prefetch_count=1000)
    found = []
    for tag, body in _deliveries(channel, queue):
        found.append(body)
        if len(found) == number:
            channel.basic_ack(tag, multiple=True)
            channel.cancel()
            break
        if len(found) % 500 == 0:
            channel.basic_ack(tag, multiple=True)
    connection.close()
    if len(found) < number:
        raise RuntimeError(f"{queue} held {len(found)}, not {number}")
    return found


def _deliveries(channel: pika.adapters.blocking_connection.BlockingChannel, queue: str) -> Iterator[tuple[int, bytes]]:
    for method, _, body in channel.consume(queue, inactivity_timeout=CONFIRM_TIMEOUT_S):
        if method is None:
            return
        yield method.delivery_tag, body
