"""Listen for HTTP, on addresses of IPv4 and IPv6. A client that goes away leaves no traceback."""

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hub.text.log import Log

log = Log()


class HttpServer(ThreadingHTTPServer):
    """Answers each connection in a thread, which ends with the process."""

    daemon_threads = True

    def __init__(self, host: str, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        """Raises OSError where the address cannot be listened on. Port 0: any that is free."""
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            super().__init__((host, port), handler)
        except OSError as error:
            raise OSError(error.errno, error.strerror, f"{host}:{port}") from error

    def handle_error(self, *_: object) -> None:
        """One event for what nobody foresaw; nothing for a client that reset its connection or fell silent."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            log.exception("request_not_answered")


class Listening:
    """Answers in threads of its own from its making until `close`."""

    def __init__(self, host: str, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        """Raises OSError where the address cannot be listened on. Port 0: any that is free."""
        self._server = HttpServer(host, port, handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Take no more requests."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
