"""One connection to the broker, kept open by one thread that does nothing else."""

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
from hub.text.log import Log

LAST_WORDS: Final = 2.0
"""Seconds that closing waits for the broker's answer."""
PIECE: Final = 128 * 1024
"""Bytes written at a time: one system call for many frames, and little to copy when the socket takes a part."""

log = Log()


def pause_after(failures: int, longest: float) -> float:
    """Seconds to wait before something that failed so often is tried again."""
    return min(longest, 0.1 * float(2 ** min(failures, 10)))


class Connection(SelectConnection):  # type: ignore[misc]  # pika has no types
    """pika's connection, with a way to write many frames at once."""

    def emit(self, frames: list[bytes | memoryview]) -> None:
        """Write finished frames, joined: a system call for each would cost more than making them."""
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
        """Close the socket without a word; whoever waits for the end of the connection is told."""
        self._adapter_disconnect_stream()


class Tenant(Protocol):
    """Who works on a connection; everything here runs on the connection's own thread."""

    def opened(self, connection: Connection) -> None: ...

    def gone(self, reason: str) -> None:
        """The connection is lost, or could not be made; it will be tried again."""


class Line:
    """Keeps one connection open for its tenant, for ever, until it is closed.

    Of several hosts it begins with any, and goes on to the next one whenever a connection fails or ends.
    """

    def __init__(self, broker: Broker, name: str, tenant: Tenant) -> None:
        logging.getLogger("pika").addHandler(logging.NullHandler())  # what matters of it is told in our own log
        broker.parameters(name)  # what an operator must put right is told before anything begins
        self._broker = broker
        self._place = random.randrange(broker.hosts)  # noqa: S311 - not all workers at one node
        self._name = name
        self._tenant = tenant
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._loop: IOLoop | None = None
        self._connection: Connection | None = None
        self._was_open = False
        self._reason = self._host = ""
        self._thread = threading.Thread(target=self._keep_open, name=name, daemon=True)

    def start(self) -> None:
        """Begin to connect, without waiting for it; again, it does nothing."""
        if self._thread.ident is None:
            self._thread.start()

    def call(self, act: Callable[[], None]) -> None:
        """Let the connection's thread do something; nothing happens while there is none. Thread-safe."""
        with self._lock:
            if self._loop is not None:
                self._loop.add_callback_threadsafe(act)

    def close(self) -> None:
        """Send what was handed over, say goodbye and end the thread."""
        self._closing.set()
        self.call(self._leave)
        if self._thread.ident is not None:
            self._thread.join()

    # ---- on the thread -----------------------------------------------------------------------

    def _keep_open(self) -> None:
        patiently = Retrying(
            retry=retry_if_result(lambda was_open: not was_open),
            wait=wait_random_exponential(multiplier=0.2, max=10),
            stop=lambda _: self._closing.is_set(),
            sleep=self._pause,
            before_sleep=self._tell,
            retry_error_callback=lambda _: True,
        )
        while not self._closing.is_set():
            patiently(self._be_open_once)
            self._closing.wait(random.uniform(0.05, 0.3))  # noqa: S311 - not all workers at once

    def _be_open_once(self) -> bool:
        """Connect and work until that ends; whether it ever was open."""
        self._was_open, self._reason = False, ""
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
        except OperatorError as error:  # a certificate is gone, or not as it was: somebody may be about to renew it
            self._reason = str(error)
        except Exception as error:  # whatever it is: the connection is gone, and what was on it with it
            if not self._closing.is_set():  # pika does not foresee that one is dropped while it is being made
                log.exception("queue_thread_failed")
            self._abandon(loop)
            self._reason = type(error).__name__
        finally:
            with self._lock:
                self._loop = None
            self._tenant.gone(self._reason)
            loop.close()
        return self._was_open

    def _abandon(self, loop: IOLoop) -> None:
        """Close the socket of a thread that failed, so that the broker gives to others what was delivered here."""
        with suppress(Exception):
            if self._connection is not None and not self._connection.is_closed:
                self._connection.drop()
                loop.call_later(LAST_WORDS, loop.stop)
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
            self._loop.call_later(0, self._loop.stop)  # after what pika itself has still to do

    def _leave(self) -> None:
        connection = self._connection
        if connection is not None and not connection.is_closed and self._loop is not None:
            if connection.is_open:
                connection.close()
                self._loop.call_later(LAST_WORDS, connection.drop)
            else:
                connection.drop()

    def _pause(self, seconds: float) -> None:
        self._closing.wait(seconds)

    def _tell(self, state: RetryCallState) -> None:
        if state.attempt_number == 1:
            log.warning("queue_unreachable", reason=self._reason, host=self._host)
