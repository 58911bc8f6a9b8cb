"""Serve metrics over HTTP: one place, GET only."""

import threading
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Final

from adapters.http import Listening
from adapters.metrics.formats import Formats
from hub.ports.metrics import Metric
from hub.text.log import Log

TIMEOUT_S: Final = 10.0
"""Seconds in which a client sends its next bytes."""
PLACE: Final = "/metrics"
_TEXT: Final = "text/plain; charset=utf-8"
_READING: Final = "GET"
log = Log()


class MetricsServer(Listening):
    """Answers in threads of its own from its making until `close`; one scrape at a time is read."""

    def __init__(self, host: str, port: int, read: Callable[[], Sequence[Metric]]) -> None:
        """Raises OSError where the address cannot be listened on, and OperatorError (HUB-970). Port 0: any free one."""
        handler = type(
            "Handler", (_Handler,), {"formats": Formats(), "read": staticmethod(read), "turn": threading.Lock()}
        )
        super().__init__(host, port, handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = TIMEOUT_S
    formats: Formats
    read: Callable[[], Sequence[Metric]]
    turn: threading.Lock

    def do_GET(self) -> None:
        """The only request that there is."""
        if self.path.partition("?")[0] != PLACE:
            self._send(HTTPStatus.NOT_FOUND, b"", _TEXT)
            return
        try:
            with self.turn:
                body, content_type = self.formats.encode(self.read(), self.headers.get("Accept", ""))
        except Exception:  # the exporter goes on; the next scrape may succeed
            log.exception("not_measured")
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, b"", _TEXT)
            return
        self._send(HTTPStatus.OK, body, content_type)

    def _refuse(self) -> None:
        self.close_connection = True  # its body stays unread
        self._send(HTTPStatus.METHOD_NOT_ALLOWED, b"", _TEXT)

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _refuse  # noqa: N815 - so http.server calls them

    def _send(self, status: HTTPStatus, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", _READING)
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Tells nobody which Python runs here."""
        return "hub"

    def log_message(self, *_: object) -> None:
        """Normal requests leave no lines."""
