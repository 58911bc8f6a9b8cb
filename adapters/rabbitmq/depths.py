"""Count the messages in each queue, for operators."""

from collections.abc import Iterable, Mapping

import pika
from pika.exceptions import AMQPError, ChannelClosedByBroker

from adapters.rabbitmq.broker import Broker, describe
from adapters.rabbitmq.names import DEAD, Kind, inbound_queue, outgoing_queue
from hub.errors import QueueUnavailable


def depths(broker: Broker, owners: Mapping[str, Kind]) -> dict[str, int | None]:
    """Messages waiting in each queue, without those that a worker holds; None for a queue that is missing.

    Uses a connection of its own. Raises QueueUnavailable.
    """
    names = [
        name for owner, kind in owners.items() for name in (inbound_queue(owner, kind), outgoing_queue(owner, kind))
    ]
    try:
        hosts = [broker.parameters("hub status", place) for place in range(broker.hosts)]
        with pika.BlockingConnection(hosts) as connection:
            return dict(_count(connection, [*names, DEAD]))
    except (AMQPError, OSError) as error:
        raise QueueUnavailable(describe(error)) from error


def _count(connection: pika.BlockingConnection, names: Iterable[str]) -> Iterable[tuple[str, int | None]]:
    channel = connection.channel()
    for name in names:
        try:
            yield name, channel.queue_declare(name, passive=True).method.message_count
        except ChannelClosedByBroker:
            channel = connection.channel()
            yield name, None
