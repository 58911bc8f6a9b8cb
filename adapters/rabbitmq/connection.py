"""One connection to the broker, kept open by a thread of its own."""

import logging
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from pika.adapters.select_connection import IOLoop, SelectConnection
from tenacity import RetryCallState, Retrying, retry_if_result, wait_random_exponential

from adapters.rabbitmq.broker import Broker, describe
from hub.errors import OperatorError
from hub.text.bilingual import Bilingual
from hub.text.log import Log

CLOSE_TIMEOUT_S: Final = 2.0
"""Seconds that closing waits for the broker's answer."""
PIECE: Final = 128 * 1024
"""Bytes written at a time: one system call for many frames, and little to copy after a partial write."""

log = Log()


def pause_after(failures: int, longest: float) -> float:
    """Seconds to wait before the next attempt after this many failures."""
    return min(longest, 0.1 * float(2 ** min(failures, 10)))


class Connection(SelectConnection):  # type: ignore[misc]  # pika has no types
    """pika's connection, with a method to write many frames at once."""

    def emit(self, frames: list[bytes | memoryview]) -> None:
        """Write finished frames joined: one system call for each frame would cost more than making the frames."""
        piece: list[bytes | memoryview] = []
        size = 0
        for frame in frames:
            piece.append(frame)
            size += len(frame)
            if size >= PIECE:
                self._adapter_emit_data(b"".join(piece))
                piece, size = [], 0
        if piece:
            self._adapter_emit_data(b"".join(piece))

    def drop(self) -> None:
        """Close the socket at once; callbacks for a lost connection are called."""
        self._adapter_disconnect_stream()


class Tenant(Protocol):
    """The user of a connection. All its methods run on the connection's own thread."""

    def opened(self, connection: Connection) -> None: ...

    def gone(self, reason: Bilingual | None) -> None:
        """The connection was lost or could not be made. It will be tried again."""


class Line:
    """Keeps one connection open for its tenant until `close`.

    With several hosts it starts at a random one, and takes the next one whenever a connection fails or ends.
    """

    def __init__(self, broker: Broker, name: str, tenant: Tenant) -> None:
        logging.getLogger("pika").addHandler(logging.NullHandler())  # our own log reports what matters
        broker.parameters(name)  # raises what an operator must correct before anything starts
        self._broker = broker
        self._place = random.randrange(broker.hosts)  # noqa: S311 - not all workers at one node
        self._name = name
        self._tenant = tenant
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._loop: IOLoop | None = None
        self._connection: Connection | None = None
        self._was_open = False
        self._reason: Bilingual | None = None
        self._host = ""
        self._thread = threading.Thread(target=self._keep_open, name=name, daemon=True)

    def start(self) -> None:
        """Start to connect without waiting for it. Idempotent."""
        if self._thread.ident is None:
            self._thread.start()

    def call(self, act: Callable[[], None]) -> None:
        """Run a function on the connection's thread; dropped while there is no connection. Thread-safe."""
        with self._lock:
            if self._loop is not None:
                self._loop.add_callback_threadsafe(act)

    def close(self) -> None:
        """Send what was handed over, close the connection and end the thread."""
        self._closing.set()
        self.call(self._leave)
        if self._thread.ident is not None:
            self._thread.join()

    # ---- on the thread -----------------------------------------------------------------------

    def _keep_open(self) -> None:
        retrying = Retrying(
            retry=retry_if_result(lambda was_open: not was_open),
            wait=wait_random_exponential(multiplier=0.2, max=10),
            stop=lambda _: self._closing.is_set(),
            sleep=self._pause,
            before_sleep=self._tell,
            retry_error_callback=lambda _: True,
        )
        while not self._closing.is_set():
            retrying(self._be_open_once)
            self._closing.wait(random.uniform(0.05, 0.3))  # noqa: S311 - not all workers at once

    def _be_open_once(self) -> bool:
        """Connect and work until the connection ends; return whether it was ever open."""
        self._was_open, self._reason = False, None
        if self._closing.is_set():
            return False
        loop, self._connection = IOLoop(), None
        try:
            parameters = self._broker.parameters(self._name, self._place)  # its certificates may have been renewed
            self._place += 1
            self._host = f"{parameters.host}:{parameters.port}"
            self._connection = Connection(parameters, self._opened, self._ended, self._ended, loop)
            with self._lock:
                self._loop = loop
            if self._closing.is_set():
                return False
            loop.start()
        except OperatorError as error:  # a certificate is missing or changed: it may be about to be renewed
            self._reason = error.wording.by_language
        except Exception as error:  # any error: the connection is lost with its messages
            if not self._closing.is_set():  # pika does not expect a connection to be dropped while it is being made
                log.exception("queue_thread_failed")
            self._abandon(loop)
            self._reason = Bilingual.same(type(error).__name__)
        finally:
            with self._lock:
                self._loop = None
            self._tenant.gone(self._reason)
            loop.close()
        return self._was_open

    def _abandon(self, loop: IOLoop) -> None:
        """Close the socket after an error of this thread, so that the broker delivers its messages to others."""
        with suppress(Exception):
            if self._connection is not None and not self._connection.is_closed:
                self._connection.drop()
                loop.call_later(CLOSE_TIMEOUT_S, loop.stop)
                loop.start()

    def _opened(self, connection: SelectConnection) -> None:
        assert isinstance(connection, Connection)
        self._was_open = True
        self._tenant.opened(connection)

    def _ended(self, _: SelectConnection, error: BaseException | str) -> None:
        self._reason = describe(error)
        if self._was_open and not self._closing.is_set():
            log.warning("queue_lost", reason=self._reason, host=self._host)
        if self._loop is not None:
            self._loop.call_later(0, self._loop.stop)  # after pika's own pending callbacks

    def _leave(self) -> None:
        connection = self._connection
        if connection is not None and not connection.is_closed and self._loop is not None:
            if connection.is_open:
                connection.close()
                self._loop.call_later(CLOSE_TIMEOUT_S, connection.drop)
            else:
                connection.drop()

    def _pause(self, seconds: float) -> None:
        self._closing.wait(seconds)

    def _tell(self, state: RetryCallState) -> None:
        if state.attempt_number == 1:
            log.warning("queue_unreachable", reason=self._reason, host=self._host)
