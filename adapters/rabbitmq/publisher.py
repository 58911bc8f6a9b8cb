"""What becomes of parcels: handed to the broker in order, told of exactly once."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import Final

from pika import BasicProperties, frame, spec
from pika.channel import Channel

from adapters.rabbitmq.ailments import LOST, MISSING, REFUSES
from adapters.rabbitmq.bell import Bell
from adapters.rabbitmq.broker import Broker, describe
from adapters.rabbitmq.connection import Connection, Line, pause_after
from adapters.rabbitmq.outlet import Letter, Outlet, Ready
from hub.errors import QueueUnavailable
from hub.ports import Confirmation
from hub.text.log import Log

PATIENCE: Final = 2.0
"""Seconds that publishing waits for a connection, or for room."""
MOST: Final = 5_000
MOST_BYTES: Final = 64 * 1024 * 1024
"""Parcels untold beyond which publishing blocks."""
LOOK: Final = 6.0
"""Seconds between two looks at what the broker has not told."""
UNTOLD: Final = 60.0
"""Seconds after which the broker counts as silent about a parcel, as about a queue that has lost its majority."""
REFUSING: Final = 5.0
RENEWAL: Final = 30.0
"""Seconds for which a queue must have refused everything before the channel is opened anew, and between two times."""
_CODES: Final = {"full": REFUSES, "returned": MISSING}
log = Log()


class Publisher:
    """Publishes on a connection of its own; a worker's thread calls it, the connection's thread does the rest."""

    def __init__(self, broker: Broker, name: str, exchange: str | None, bell: Bell) -> None:
        """`exchange`, where given, must exist before anything is published."""
        self._exchange = exchange
        self._bell = bell
        self._lock = threading.Lock()
        self._outlet: Outlet | None = None
        self._waiting: deque[Ready] = deque()
        self._told: deque[tuple[str, Confirmation]] = deque()
        self._held = self._held_bytes = 0
        self._reason = "not connected yet"
        self._attempts = 0
        self._blocked = ""
        self._ailing: dict[str, tuple[str, float]] = {}
        """Queues that took nothing the last time: the code of why, and since when."""
        self._renewed_at = float("-inf")
        self._is_renewing = False
        self._line = Line(broker, name, self)
        self._line.start()

    def publish(self, letters: Sequence[Letter]) -> None:
        """Hand over all or none; raises QueueUnavailable when there is no connection, or no room, for a while."""
        self._bell.wait(self._has_room, PATIENCE)
        outlet = self._outlet
        if outlet is None:
            raise QueueUnavailable(self._reason)
        if not self._has_room():
            raise QueueUnavailable(self._blocked or "the broker is slow to confirm")
        ready = [outlet.prepare(letter) for letter in letters]
        with self._lock:
            if self._outlet is not outlet:
                raise QueueUnavailable(self._reason)
            self._held += len(ready)
            self._held_bytes += sum(one.size for one in ready)
            self._waiting.extend(ready)
        self._line.call(partial(self._write, outlet))

    def tell(self, id_: str, outcome: Confirmation) -> None:
        """Tell of a parcel that was never published."""
        self._told.append((id_, outcome))

    def has_told(self) -> bool:
        return bool(self._told)

    def collect(self) -> dict[str, Confirmation]:
        """What was told since the last call."""
        return dict(self._told.popleft() for _ in range(len(self._told)))

    def close(self) -> None:
        self._line.close()

    def _has_room(self) -> bool:
        return self._outlet is not None and self._held < MOST and self._held_bytes < MOST_BYTES

    # ---- on the connection's thread ----------------------------------------------------------

    def opened(self, connection: Connection) -> None:
        connection.add_on_connection_blocked_callback(self._block)
        connection.add_on_connection_unblocked_callback(self._unblock)
        connection.channel(on_open_callback=partial(self._prepare, connection))

    def gone(self, reason: str) -> None:
        self._lose(reason)

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
        outlet = Outlet(connection, channel)
        channel.confirm_delivery(partial(self._settle, outlet), callback=lambda _: self._use(outlet))

    def _use(self, outlet: Outlet) -> None:
        with self._lock:
            self._outlet = outlet
        self._attempts = 0
        self._bell.ring()
        self._watch(outlet)

    def _watch(self, outlet: Outlet) -> None:
        """Close a channel that the broker is silent on: what is under way is lost then, and published again."""
        if outlet is not self._outlet:
            return
        self._renew_if_refused(outlet)
        if outlet.silent_for() > UNTOLD and not self._blocked:
            log.warning("queue_silent", queue=outlet.oldest, code=LOST)
            outlet.channel.close(reply_text="no confirm for a long time")
        else:
            outlet.connection.ioloop.call_later(LOOK, partial(self._watch, outlet))

    def _renew_if_refused(self, outlet: Outlet) -> None:
        """Open another channel where a queue goes on refusing: once nothing is under way on this one.

        A channel of RabbitMQ 3.10 that was opened while a queue's leader had failed asks the same node for ever, and
        refuses in its name, though the queue has long had another leader.
        """
        now = time.monotonic()
        refusing = [since for code, since in self._ailing.values() if code == REFUSES]
        if refusing and now - min(refusing) > REFUSING and now - self._renewed_at > RENEWAL:
            self._renewed_at, self._is_renewing = now, True
            self._write(outlet)

    def _write(self, outlet: Outlet) -> None:
        if outlet is not self._outlet or self._blocked:
            return
        if not self._is_renewing:
            outlet.write(self._waiting)
        elif not outlet.under_way and outlet.channel.is_open:
            outlet.channel.close(reply_text="looking for the queues' leaders anew")

    def _settle(self, outlet: Outlet, confirm: frame.Method) -> None:
        method = confirm.method
        outcome: Confirmation = "confirmed" if isinstance(method, spec.Basic.Ack) else "full"
        self._told_of(outlet.settle(method.delivery_tag, method.multiple, outcome))
        self._write(outlet)

    def _told_of(self, settled: Sequence[tuple[Ready, Confirmation]]) -> None:
        self._complain(settled)
        with self._lock:
            self._held -= len(settled)
            self._held_bytes -= sum(ready.size for ready, _ in settled)
        self._told.extend((ready.id, outcome) for ready, outcome in settled)
        self._bell.ring()

    def _complain(self, settled: Sequence[tuple[Ready, Confirmation]]) -> None:
        """Say of each queue once that it is full or missing, and once that it takes parcels again."""
        for ready, outcome in settled:
            queue = ready.mark[0]
            code = _CODES.get(outcome)
            if code is not None and self._ailing.get(queue, ("", 0.0))[0] != code:
                self._ailing[queue] = code, time.monotonic()
                log.warning("queue_takes_nothing", queue=queue, code=code)
            elif outcome == "confirmed" and self._ailing.pop(queue, None) is not None:
                log.warning("queue_takes_again", queue=queue)

    def _returned(self, _: Channel, method: spec.Basic.Return, properties: BasicProperties, body: bytes) -> None:
        del body
        if self._outlet is not None:
            self._outlet.returned[method.routing_key, properties.message_id or ""] += 1

    def _closed(self, connection: Connection, _: Channel, error: Exception) -> None:
        """The broker closed the channel alone: open another, ever more slowly."""
        self._lose(describe(error))
        if connection.is_open:
            log.warning("queue_channel_lost", reason=self._reason)
            self._attempts += 1
            connection.ioloop.call_later(pause_after(self._attempts, 5.0), partial(self._reopen, connection))

    def _reopen(self, connection: Connection) -> None:
        if connection.is_open:
            connection.channel(on_open_callback=partial(self._prepare, connection))

    def _lose(self, reason: str) -> None:
        """Nobody knows what became of what is under way; what waits waited for that connection."""
        self._is_renewing = False
        with self._lock:
            outlet, self._outlet = self._outlet, None
            lost = [*(outlet.under_way.values() if outlet else ()), *self._waiting]
            self._waiting.clear()
            self._reason, self._blocked = reason, ""
        self._told_of([(ready, "lost") for ready in lost])

    def _block(self, _: object, blocked: frame.Method) -> None:
        self._blocked = f"the broker takes nothing now: {blocked.method.reason}"
        log.warning("queue_blocked", reason=blocked.method.reason)

    def _unblock(self, *_: object) -> None:
        self._blocked = ""
        log.warning("queue_unblocked")
        if self._outlet is not None:
            self._write(self._outlet)
