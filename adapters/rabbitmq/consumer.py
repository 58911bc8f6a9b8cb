"""Take owners' messages off the connection into memory, and acknowledge them when the worker says so."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from pika import BasicProperties, frame, spec
from pika.channel import Channel

from adapters.rabbitmq.ailments import code_of
from adapters.rabbitmq.broker import Broker, describe
from adapters.rabbitmq.connection import Connection, Line, pause_after
from adapters.rabbitmq.source import Ack, Arrived, Source, reason_of_death
from adapters.rabbitmq.wake_up import WakeUpEvent
from hub.model.trace import TRACEPARENT, read_traceparent
from hub.text.bilingual import Bilingual
from hub.text.log import Log

TAKE_LIMIT_BYTES: Final = 64 * 1024 * 1024
"""Bytes after which no more messages are taken at a time."""
SILENCE_TIMEOUT_S: Final = 60.0
"""Seconds without a message after which a queue is consumed again."""
_ANEW: Final = "consuming anew after silence"

log = Log()


class Consumer:
    """Consumes on a connection of its own. A worker's thread calls it; the connection's thread does the rest."""

    def __init__(
        self, broker: Broker, name: str, sources: Sequence[Source], prefetch: int, wake_up: WakeUpEvent
    ) -> None:
        self._sources = sources
        self._turn = deque(sources)
        self._prefetch = prefetch
        self._wake_up = wake_up
        self._lock = threading.Lock()
        self.lost: Bilingual | None = None
        """Why there is no connection; empty while there is one or while the first is being made."""
        self._line = Line(broker, name, self)

    def start(self) -> None:
        """Start to consume. Idempotent."""
        self._line.start()

    def has_arrived(self) -> bool:
        return any(source.arrived for source in self._sources)

    def collect(self, limit: int) -> list[tuple[Source, int, Arrived]]:
        """Messages from memory, each with its source and the life of that source; the sources take turns."""
        taken: list[tuple[Source, int, Arrived]] = []
        with self._lock:
            room = TAKE_LIMIT_BYTES
            for source, arrived in self._in_turn(limit):
                source.held.append(arrived.number)
                taken.append((source, source.life, arrived))
                room -= len(arrived.body)
                if room <= 0:
                    break
        return taken

    def acknowledge(self, source: Source, life: int, numbers: set[int]) -> None:
        """Acknowledge messages. Ignored when their channel is gone, because they will be delivered again."""
        with self._lock:
            if source.life == life:
                acks = source.settle(numbers)
                self._line.call(partial(self._send, source, life, acks))

    def close(self) -> None:
        self._line.close()

    def _in_turn(self, limit: int) -> Iterator[tuple[Source, Arrived]]:
        """An equal share of each source that has messages, until none are left or the limit is reached."""
        while limit > 0 and (full := [source for source in self._turn if source.arrived]):
            self._turn.rotate(-1)
            share = -(-limit // len(full))
            for source in full:
                for _ in range(min(share, limit, len(source.arrived))):
                    limit -= 1
                    yield source, source.arrived.popleft()

    # ---- on the connection's thread ----------------------------------------------------------

    def opened(self, connection: Connection) -> None:
        self.lost = None
        for source in self._sources:
            self._open(connection, source)
        self._wake_up.set()

    def gone(self, reason: Bilingual | None) -> None:
        with self._lock:
            self.lost = reason or Bilingual("未连接", "not connected")
            for source in self._sources:
                source.forget()
        self._wake_up.set()

    def _open(self, connection: Connection, source: Source) -> None:
        if connection.is_open:
            connection.channel(on_open_callback=partial(self._consume, connection, source))

    def _consume(self, connection: Connection, source: Source, channel: Channel) -> None:
        channel.add_on_close_callback(partial(self._closed, connection, source))
        channel.add_on_cancel_callback(lambda _: channel.close(reply_text="the queue was deleted"))
        channel.basic_qos(prefetch_count=self._prefetch)
        source.channel = channel
        channel.basic_consume(source.queue, partial(self._arrive, source), callback=partial(self._consuming, source))
        connection.ioloop.call_later(SILENCE_TIMEOUT_S, partial(self._renew_if_silent, connection, source, channel))

    def _consuming(self, source: Source, _: frame.Method) -> None:
        if source.attempts:
            log.warning("queue_readable_again", queue=source.queue)
        source.attempts = 0

    def _renew_if_silent(self, connection: Connection, source: Source, channel: Channel) -> None:
        """Close a channel that delivers nothing, so that another is opened.

        RabbitMQ 3.10 delivers nothing to a consumer of a quorum queue that is deleted and made again within some 20 ms,
        and reports no error; the queue counts the consumer and its messages as served.
        """
        if channel.is_open and source.is_silent():
            channel.close(reply_text=_ANEW)
        elif channel.is_open:
            connection.ioloop.call_later(SILENCE_TIMEOUT_S, partial(self._renew_if_silent, connection, source, channel))

    def _arrive(
        self,
        source: Source,
        _: Channel,
        method: spec.Basic.Deliver,
        properties: BasicProperties,
        body: bytes,
    ) -> None:
        number, again, key = method.delivery_tag, method.redelivered, method.routing_key
        headers = properties.headers or {}
        trace = read_traceparent(headers.get(TRACEPARENT))
        source.take_in(Arrived(number, again, properties.user_id, key, body, reason_of_death(headers), trace))
        self._wake_up.set()

    def _closed(self, connection: Connection, source: Source, _: Channel, error: Exception) -> None:
        """One queue cannot be read: try again with growing pauses. The other queues go on."""
        reason = describe(error)
        with self._lock:
            source.forget()
        if connection.is_open and reason.en == _ANEW:
            self._open(connection, source)
        elif connection.is_open:
            if not source.attempts:
                log.warning("queue_unreadable", queue=source.queue, code=code_of(reason.en), reason=reason)
            source.attempts += 1
            connection.ioloop.call_later(pause_after(source.attempts, 10.0), partial(self._open, connection, source))

    def _send(self, source: Source, life: int, acks: Sequence[Ack]) -> None:
        if source.life == life and source.channel is not None and source.channel.is_open:
            for ack in acks:
                source.channel.basic_ack(ack.number, ack.multiple)
