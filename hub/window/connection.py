"""A connection of a reader, which may be idle only so long."""

from asyncio import Transport
from asyncio.events import TimerHandle
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

IDLE_S: Final = 15
"""Seconds for which a connection without a request stays open, and one that takes nothing of its answer."""
HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
"""On every answer."""


class Connection(H11Protocol):
    """Ends where no whole request comes in time, not even a first one, and where nobody takes the answer.

    uvicorn waits for both for ever, and only so many connections are open at a time: some that never ask would keep
    everybody else out.
    """

    _timer: TimerHandle | None = None
    _left = 0
    """Bytes of answers that were not taken yet when the timer was set."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        self._wait()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Say that it is no request, as uvicorn does, and with the headers of every answer."""
        status = HTTPStatus.BAD_REQUEST
        headers = [*HEADERS.items(), ("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
        for event in (
            h11.Response(status_code=status, headers=headers, reason=status.phrase),
            h11.Data(data=msg.encode()),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _wait(self) -> None:
        self._stop()
        self._left = self.transport.get_write_buffer_size()
        self._timer = self.loop.call_later(IDLE_S, self._look)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        is_answering = self.cycle is not None and not self.cycle.response_complete
        left = self.transport.get_write_buffer_size()
        if left < self._left if left else is_answering:
            self._wait()
        else:
            self.transport.abort()
