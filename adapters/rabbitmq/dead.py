"""Look at the dead letters, for operators; they stay where they are."""

from dataclasses import dataclass
from typing import Final

import pika
from pika.exceptions import AMQPError

from adapters.rabbitmq.broker import Broker, describe
from adapters.rabbitmq.names import DEAD
from hub.errors import QueueUnavailable

MOST: Final = 1000
"""Dead letters that are looked at."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was delivered too often."""

    owner: str
    name: str
    """Its message id; empty if it has none."""


def dead_letters(broker: Broker) -> list[DeadLetter]:
    """The first dead letters, oldest first; empty where the queue is missing. Blocks; raises QueueUnavailable."""
    try:
        hosts = [broker.parameters("hub audit", place) for place in range(broker.hosts)]
        with pika.BlockingConnection(hosts) as connection:
            channel, found = connection.channel(), list[DeadLetter]()
            while len(found) < MOST and (got := channel.basic_get(DEAD))[0] is not None:
                method, properties, _ = got
                found.append(DeadLetter(method.routing_key, properties.message_id or ""))
            return found
    except (AMQPError, OSError) as error:
        raise QueueUnavailable(describe(error)) from error
