"""Queues on a cluster, with owners who send until it is confirmed, whichever node fails."""

import time
from collections.abc import Callable
from contextlib import suppress

import pika
import pika.exceptions
from places import OWNERS, SECRET, RabbitPlace
from services import RabbitCluster

from adapters.rabbitmq.names import inbound_queue
from hub.text.urls import each_host

TIMEOUT_S = 600.0
"""Seconds that a cluster may take to go on without a node, on a machine that is busy."""
CALM = 12.0
"""Seconds in which each node has noticed whatever happened to the others: more than their `net_ticktime`."""


class ClusterPlace(RabbitPlace):
    """A virtual host of its own on a cluster."""

    def __init__(self, cluster: RabbitCluster) -> None:
        super().__init__(cluster)
        self.cluster = cluster
        self.spec += "?heartbeat=2"

    def drop(self, owner: str, *bodies: bytes) -> None:
        """As a careful portal does: what is not confirmed is sent again, so that it may come twice."""
        for body in bodies:
            self._dropped += 1
            self._send(owner, body, f"{self._dropped}", time.monotonic() + TIMEOUT_S)

    def _send(self, owner: str, body: bytes, name: str, end: float) -> None:
        properties = pika.BasicProperties(user_id=owner, message_id=name, delivery_mode=2)
        while True:
            try:
                with self._channel(owner) as channel:
                    channel.confirm_delivery()
                    key = inbound_queue(owner, OWNERS[owner])
                    channel.basic_publish(f"in.{owner}", key, body, properties, mandatory=True)
                    return
            except (pika.exceptions.AMQPError, OSError):
                assert time.monotonic() < end, "the cluster takes nothing any more"
                _let_go(self._connections.pop(owner, None))
                time.sleep(0.2)

    def _channel(self, owner: str) -> pika.adapters.blocking_connection.BlockingChannel:
        connection = self._connections.get(owner)
        if connection is None or not connection.is_open:
            _let_go(connection)
            urls = each_host(
                self._broker.url(self.vhost, owner, SECRET) + "?heartbeat=2&socket_timeout=5&stack_timeout=5"
            )
            connection = self._connections[owner] = pika.BlockingConnection([pika.URLParameters(url) for url in urls])
        return connection.channel()

    def close(self) -> None:
        """A connection whose node failed is closed already."""
        for connection in self._connections.values():
            _let_go(connection)
        self._connections.clear()
        super().close()

    def arrived(self, owner: str) -> list[tuple[str, bytes]]:
        """By a new connection: the broker has given up one that was silent for long."""
        _let_go(self._connections.pop(owner, None))
        return super().arrived(owner)

    def wait_until_whole(self) -> None:
        """Until every node runs again, every queue is on all of them, and no node finds out yet that it was cut off."""
        self.wait_until(lambda: self.cluster.is_whole(self.vhost), "the cluster does not become whole again")

    def wait_until(self, is_so: Callable[[], bool], complaint: str) -> None:
        """Until it has been so for some time: nodes tell late what became of a queue or of another node."""
        end, since = time.monotonic() + TIMEOUT_S, time.monotonic()
        while time.monotonic() - since < CALM:
            if not is_so():
                since = time.monotonic()
            assert time.monotonic() < end, complaint
            time.sleep(0.5)


def _let_go(connection: pika.BlockingConnection | None) -> None:
    """Close a connection that may be lost already."""
    if connection is not None:
        with suppress(pika.exceptions.AMQPError):
            connection.close()
