"""Publish parcels in order, and report the outcome of each parcel exactly once."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import Final

from pika import BasicProperties, frame, spec
from pika.channel import Channel

from adapters.rabbitmq.broker import Broker, describe
from adapters.rabbitmq.connection import Connection, Line, pause_after
from adapters.rabbitmq.publish_channel import AddressedParcel, PublishChannel, Ready
from adapters.rabbitmq.wake_up import WakeUpEvent
from hub.errors import Code, QueueUnavailable
from hub.ports import Confirmation
from hub.text.bilingual import Bilingual
from hub.text.log import Log

PUBLISH_TIMEOUT_S: Final = 2.0
"""Seconds that publishing waits for a connection or for room."""
UNCONFIRMED_LIMIT: Final = 5_000
UNCONFIRMED_LIMIT_BYTES: Final = 64 * 1024 * 1024
"""Unconfirmed parcels and their bytes, beyond which publishing blocks."""
CHECK_INTERVAL_S: Final = 6.0
"""Seconds between two checks for unconfirmed parcels."""
CONFIRM_TIMEOUT_S: Final = 60.0
"""Seconds without a confirm after which the broker counts as silent, as for a queue that has lost its majority."""
REFUSING_AFTER_S: Final = 5.0
RENEWAL_INTERVAL_S: Final = 30.0
"""Seconds of refusals only before the channel is opened again, and seconds between two such renewals."""
_CODES: Final = {"full": Code.QUEUE_REFUSES, "returned": Code.QUEUE_MISSING}
log = Log()

_NOT_YET: Final = Bilingual("尚未连接", "not connected yet")


class Publisher:
    """Publishes on a connection of its own. A worker's thread calls it; the connection's thread does the rest."""

    def __init__(self, broker: Broker, name: str, exchange: str | None, wake_up: WakeUpEvent) -> None:
        """`exchange`, if given, must exist before anything is published."""
        self._exchange = exchange
        self._wake_up = wake_up
        self._lock = threading.Lock()
        self._publish_channel: PublishChannel | None = None
        self._waiting: deque[Ready] = deque()
        self._outcomes: deque[tuple[str, Confirmation]] = deque()
        self._held = self._held_bytes = 0
        self._reason: Bilingual = _NOT_YET
        self._attempts = 0
        self._blocked: Bilingual | None = None
        self._ailing: dict[str, tuple[Confirmation, float]] = {}
        """Queues that refused the last parcel: the code of the reason, and since when."""
        self._renewed_at = float("-inf")
        self._is_renewing = False
        self._silent = ""
        """The queue that did not answer, while the channel is closed for that reason."""
        self._line = Line(broker, name, self)
        self._line.start()

    def publish(self, parcels: Sequence[AddressedParcel]) -> None:
        """Hand over all parcels or none. Raises QueueUnavailable when there is no connection or no room for a while."""
        self._wake_up.wait(self._has_room, PUBLISH_TIMEOUT_S)
        publish_channel = self._publish_channel
        if publish_channel is None:
            raise QueueUnavailable(self._reason)
        if not self._has_room():
            raise QueueUnavailable(self._blocked or Bilingual("消息服务器确认缓慢", "the broker is slow to confirm"))
        ready = [publish_channel.prepare(addressed) for addressed in parcels]
        with self._lock:
            if self._publish_channel is not publish_channel:
                raise QueueUnavailable(self._reason)
            self._held += len(ready)
            self._held_bytes += sum(one.size for one in ready)
            self._waiting.extend(ready)
        self._line.call(partial(self._write, publish_channel))

    def tell(self, id_: str, outcome: Confirmation) -> None:
        """Report the outcome of a parcel that was never published."""
        self._outcomes.append((id_, outcome))

    def has_outcomes(self) -> bool:
        return bool(self._outcomes)

    def collect(self) -> dict[str, Confirmation]:
        """The outcomes since the last call."""
        return dict(self._outcomes.popleft() for _ in range(len(self._outcomes)))

    def close(self) -> None:
        self._line.close()

    def _has_room(self) -> bool:
        return (
            self._publish_channel is not None
            and self._held < UNCONFIRMED_LIMIT
            and self._held_bytes < UNCONFIRMED_LIMIT_BYTES
        )

    # ---- on the connection's thread ----------------------------------------------------------

    def opened(self, connection: Connection) -> None:
        connection.add_on_connection_blocked_callback(self._block)
        connection.add_on_connection_unblocked_callback(self._unblock)
        connection.channel(on_open_callback=partial(self._prepare, connection))

    def gone(self, reason: Bilingual | None) -> None:
        self._lose(reason or _NOT_YET)

    def _prepare(self, connection: Connection, channel: Channel) -> None:
        channel.add_on_close_callback(partial(self._closed, connection))
        channel.add_on_return_callback(self._returned)
        if self._exchange is None:
            self._confirm(connection, channel)
        else:
            channel.exchange_declare(
                self._exchange, passive=True, callback=lambda _: self._confirm(connection, channel)
            )

    def _confirm(self, connection: Connection, channel: Channel) -> None:
        publish_channel = PublishChannel(connection, channel)
        channel.confirm_delivery(partial(self._settle, publish_channel), callback=lambda _: self._use(publish_channel))

    def _use(self, publish_channel: PublishChannel) -> None:
        with self._lock:
            self._publish_channel = publish_channel
        self._attempts = 0
        self._wake_up.set()
        self._watch(publish_channel)

    def _watch(self, publish_channel: PublishChannel) -> None:
        """Close a channel on which the broker is silent.

        Its unconfirmed parcels are reported and published again.
        """
        if publish_channel is not self._publish_channel:
            return
        if self._blocked:
            publish_channel.excuse()
        self._renew_if_refused(publish_channel)
        self._report(
            [(ready, "silent") for ready in publish_channel.give_up_held()]
        )  # never written: tried again later
        if publish_channel.silent_for() > CONFIRM_TIMEOUT_S:
            log.warning("queue_silent", queue=publish_channel.oldest, code=Code.QUEUE_LOST_MAJORITY)
            self._silent = publish_channel.oldest
            publish_channel.channel.close(reply_text="no confirm for a long time")
        else:
            publish_channel.connection.ioloop.call_later(CHECK_INTERVAL_S, partial(self._watch, publish_channel))

    def _renew_if_refused(self, publish_channel: PublishChannel) -> None:
        """Open another channel when a queue keeps refusing, once no parcel on this one is unconfirmed.

        A channel of RabbitMQ 3.10 that was opened while a queue's leader had failed keeps asking the same node and
        refuses for ever, although the queue has a new leader.
        """
        now = time.monotonic()
        refusing = [since for outcome, since in self._ailing.values() if outcome == "full"]
        if refusing and now - min(refusing) > REFUSING_AFTER_S and now - self._renewed_at > RENEWAL_INTERVAL_S:
            self._renewed_at, self._is_renewing = now, True
            self._write(publish_channel)

    def _write(self, publish_channel: PublishChannel) -> None:
        if publish_channel is not self._publish_channel or self._blocked:
            return
        if not self._is_renewing:
            publish_channel.write(self._waiting)
        elif not publish_channel.under_way and publish_channel.channel.is_open:
            publish_channel.channel.close(reply_text="looking for the queues' leaders anew")

    def _settle(self, publish_channel: PublishChannel, confirm: frame.Method) -> None:
        method = confirm.method
        outcome: Confirmation = "confirmed" if isinstance(method, spec.Basic.Ack) else "full"
        self._report(publish_channel.settle(method.delivery_tag, method.multiple, outcome))
        self._write(publish_channel)

    def _report(self, settled: Sequence[tuple[Ready, Confirmation]]) -> None:
        self._complain(settled)
        with self._lock:
            self._held -= len(settled)
            self._held_bytes -= sum(ready.size for ready, _ in settled)
        self._outcomes.extend((ready.id, outcome) for ready, outcome in settled)
        self._wake_up.set()

    def _complain(self, settled: Sequence[tuple[Ready, Confirmation]]) -> None:
        """Log once for each queue that it is full or missing, and once that it accepts parcels again."""
        for ready, outcome in settled:
            queue = ready.mark[0]
            if outcome in _CODES and self._ailing.get(queue, ("confirmed", 0.0))[0] != outcome:
                self._ailing[queue] = outcome, time.monotonic()
                log.warning("queue_takes_nothing", queue=queue, code=_CODES[outcome])
            elif outcome == "confirmed" and self._ailing.pop(queue, None) is not None:
                log.warning("queue_takes_again", queue=queue)

    def _returned(self, _: Channel, method: spec.Basic.Return, properties: BasicProperties, body: bytes) -> None:
        del body
        if self._publish_channel is not None:
            self._publish_channel.returned[method.routing_key, properties.message_id or ""] += 1

    def _closed(self, connection: Connection, _: Channel, error: Exception) -> None:
        """The broker closed only the channel: open another, with growing pauses."""
        self._lose(describe(error))
        if connection.is_open:
            log.warning("queue_channel_lost", reason=self._reason)
            self._attempts += 1
            connection.ioloop.call_later(pause_after(self._attempts, 5.0), partial(self._reopen, connection))

    def _reopen(self, connection: Connection) -> None:
        if connection.is_open:
            connection.channel(on_open_callback=partial(self._prepare, connection))

    def _lose(self, reason: Bilingual) -> None:
        """Report unconfirmed and waiting parcels as lost: their outcome is not known.

        Those of the queue for which the channel was closed are reported as silent.
        """
        self._is_renewing = False
        silent, self._silent = self._silent, ""
        with self._lock:
            publish_channel, self._publish_channel = self._publish_channel, None
            written = [*publish_channel.under_way.values()] if publish_channel else []
            held = [ready for held in publish_channel.held.values() for ready in held] if publish_channel else []
            lost = [*written, *held, *self._waiting]
            self._waiting.clear()
            self._reason, self._blocked = reason, None
        self._report([(ready, "silent" if ready.mark[0] == silent else "lost") for ready in lost])

    def _block(self, _: object, blocked: frame.Method) -> None:
        why = blocked.method.reason
        self._blocked = Bilingual(f"消息服务器暂不接收：{why}", f"the broker takes nothing now: {why}")
        log.warning("queue_blocked", reason=why)

    def _unblock(self, *_: object) -> None:
        self._blocked = None
        log.warning("queue_unblocked")
        if self._publish_channel is not None:
            self._publish_channel.excuse()
            self._write(self._publish_channel)
