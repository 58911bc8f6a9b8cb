"""Keep a log's newest checkpoint on the broker: the only message of a durable queue."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError, ChannelClosedByBroker

from adapters.rabbitmq.broker import Broker, describe
from adapters.rabbitmq.names import CHECKPOINT
from hub.errors import OperatorError, QueueUnavailable
from hub.text.bilingual import Bilingual
from hub.text.log import Log

_WHERE: Final = Bilingual(f"消息服务器的队列 {CHECKPOINT}", f"the broker's queue {CHECKPOINT}")
_LASTING: Final = pika.BasicProperties(content_type="text/plain", delivery_mode=2)
_NO_QUEUE: Final = 404
log = Log()


class RabbitCheckpoint:
    """A CheckpointPlace. Each use has a connection of its own; what is kept is sent by a thread that ends with it."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._lock = threading.Lock()
        self._next: tuple[str, Callable[[str], bool]] | None = None
        self._kept = ""
        self._thread: threading.Thread | None = None
        self._fails = False

    @property
    def where(self) -> Bilingual:
        """What operators call this place."""
        return _WHERE

    def read(self) -> str | None:
        """The message, which stays. Blocks; raises QueueUnavailable."""
        with self._open() as channel:
            notes = [note for _, note in _messages(channel)]
        return notes[-1] if notes else None

    def keep(self, note: str, replaces: Callable[[str], bool]) -> None:
        """Begin to send this checkpoint. Never blocks; a failure is logged, and the next checkpoint is tried again."""
        with self._lock:
            if note == self._kept:
                return
            self._next = note, replaces
            if self._thread is None:
                self._thread = threading.Thread(target=self._send_all, name="checkpoint", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until what was handed over is sent or has failed."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _send_all(self) -> None:
        while (one := self._taken()) is not None:
            try:
                self._send(*one)
                self._kept, self._fails = one[0], False
            except (QueueUnavailable, OperatorError) as error:
                if not self._fails:
                    log.warning("checkpoint_not_kept", where=_WHERE.en, reason=str(error))
                self._fails = True

    def _taken(self) -> tuple[str, Callable[[str], bool]] | None:
        """What is to be sent; None ends the thread."""
        with self._lock:
            one, self._next = self._next, None
            if one is None:
                self._thread = None
            return one

    def _send(self, note: str, replaces: Callable[[str], bool]) -> None:
        """Send it before the older ones are taken away, so that the queue is never empty."""
        with self._open() as channel:
            there = list(_messages(channel))
            if all(replaces(kept) for _, kept in there):
                channel.confirm_delivery()
                channel.basic_publish("", CHECKPOINT, note.encode(), _LASTING, mandatory=True)
                for tag, _ in there:
                    channel.basic_ack(tag)

    @contextmanager
    def _open(self) -> Iterator[BlockingChannel]:
        try:
            hosts = [self._broker.parameters("hub checkpoint", place) for place in range(self._broker.hosts)]
            with pika.BlockingConnection(hosts) as connection:
                yield connection.channel()
        except ChannelClosedByBroker as error:
            missing = Bilingual("队列不存在，请运行 hub topology apply", "no such queue: run `hub topology apply`")
            raise QueueUnavailable(missing if error.reply_code == _NO_QUEUE else describe(error)) from error
        except (AMQPError, OSError) as error:
            raise QueueUnavailable(describe(error)) from error


def _messages(channel: BlockingChannel) -> Iterator[tuple[int, str]]:
    """Tag and text of each message; what is not acknowledged goes back."""
    while (got := channel.basic_get(CHECKPOINT))[0] is not None:
        method, _, body = got
        yield method.delivery_tag, body.decode("utf-8", "replace")
