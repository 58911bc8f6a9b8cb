"""Listen for HTTP, on addresses of IPv4 and IPv6. A client that goes away leaves no traceback."""

import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hub.text.log import Log

log = Log()


class HttpServer(ThreadingHTTPServer):
    """Answers each connection in a thread, which ends with the process."""

    daemon_threads = True

    def __init__(self, host: str, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        """Raises OSError where the address cannot be listened on. Port 0: any that is free."""
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), handler)

    def handle_error(self, *_: object) -> None:
        """One event for what nobody foresaw; nothing for a client that reset its connection or fell silent."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            log.exception("request_not_answered")
