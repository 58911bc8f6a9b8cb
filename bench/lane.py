"""Consuming and publishing with pika, as its asynchronous examples show: one thread, confirms in a pipeline."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pika
from pika.channel import Channel
from pika.frame import Method
from pika.spec import Basic, BasicProperties
from settings import HUB, PREFETCH, tell_ready

OUT = "out"
SOON = 0.005
"""Seconds after which what has arrived is a batch, however little it is."""
PERSISTENT = 2


class OutgoingMessage(NamedTuple):
    """What to publish: its own id, the queue that it goes to, and its bytes."""

    id: str
    queue: str
    body: bytes


Step = Callable[[Sequence[bytes], Sequence[str]], Sequence[OutgoingMessage]]
"""Records bodies that arrived and ids that were confirmed, in one transaction; returns what to publish after it."""


class Lane:
    """Gives batches to a step; publishes what it returns; acknowledges after its commit."""

    def __init__(self, url: str, queue: str, batch: int, step: Step) -> None:
        self._queue, self._batch, self._step = queue, batch, step
        self._arrived: list[tuple[int, bytes]] = []
        self._confirmed: list[str] = []
        self._under_way: dict[int, str] = {}
        self._first = self._last = 1
        self._is_due = False
        self._connection = pika.SelectConnection(pika.URLParameters(url), self._opened)

    def run(self) -> None:
        self._connection.ioloop.start()

    def _opened(self, connection: pika.SelectConnection) -> None:
        self._out: Channel = connection.channel(on_open_callback=self._publishing)

    def _publishing(self, channel: Channel) -> None:
        channel.confirm_delivery(self._settle)
        self._in: Channel = self._connection.channel(on_open_callback=self._consuming)

    def _consuming(self, channel: Channel) -> None:
        channel.basic_qos(prefetch_count=PREFETCH)
        channel.basic_consume(self._queue, self._arrive, callback=lambda _: tell_ready())

    def _arrive(self, _: Channel, method: Basic.Deliver, _properties: BasicProperties, body: bytes) -> None:
        self._arrived.append((method.delivery_tag, body))
        if len(self._arrived) >= self._batch:
            self._work()
        else:
            self._soon()

    def _settle(self, confirm: Method) -> None:
        assert isinstance(confirm.method, Basic.Ack)
        tag = confirm.method.delivery_tag
        tags = range(self._first, tag + 1) if confirm.method.multiple else (tag,)
        self._confirmed += [self._under_way.pop(number) for number in tags if number in self._under_way]
        self._first = tag + 1 if confirm.method.multiple else self._first
        self._soon()

    def _soon(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._connection.ioloop.call_later(SOON, self._flush)

    def _flush(self) -> None:
        self._is_due = False
        if self._arrived or self._confirmed:
            self._work()

    def _work(self) -> None:
        arrived, self._arrived = self._arrived, []
        confirmed, self._confirmed = self._confirmed, []
        outgoing = self._step([body for _, body in arrived], confirmed)
        if arrived:
            self._in.basic_ack(arrived[-1][0], multiple=True)
        for outgoing_message in outgoing:
            self._publish(outgoing_message)

    def _publish(self, outgoing_message: OutgoingMessage) -> None:
        properties = BasicProperties(delivery_mode=PERSISTENT, message_id=outgoing_message.id, user_id=HUB)
        self._out.basic_publish(OUT, outgoing_message.queue, outgoing_message.body, properties, mandatory=True)
        self._under_way[self._last] = outgoing_message.id
        self._last += 1
