"""Who listens for HTTP: on both families of addresses, and clients that go away leave nothing on the screen."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.http.listening import HttpServer

RESET_AT_CLOSE = struct.pack("ii", 1, 0)


class Failing(BaseHTTPRequestHandler):
    """Answers GET with nothing; fails for POST."""

    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def do_POST(self) -> None:
        raise ZeroDivisionError

    def log_message(self, *_: object) -> None:
        """No lines."""


class Noting(HttpServer):
    """Tells when a connection has ended."""

    def __init__(self, host: str) -> None:
        self.ended = threading.Event()
        super().__init__(host, 0, Failing)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.ended.set()


@contextmanager
def listening(host: str = "127.0.0.1") -> Iterator[Noting]:
    with Noting(host) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_client_that_resets_its_connection_leaves_no_line(capfd: pytest.CaptureFixture[str]) -> None:
    """Neither a traceback nor an event."""
    with capture_logs() as events, listening() as server:
        client = socket.create_connection(("127.0.0.1", server.server_port), timeout=60)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
        client.sendall(b"GET /")
        client.close()
        assert server.ended.wait(60)
    assert (events, capfd.readouterr().err) == ([], "")


def test_what_nobody_foresaw_is_one_event(capfd: pytest.CaptureFixture[str]) -> None:
    """And the server goes on."""
    with capture_logs() as events, listening() as server:
        for method in ("POST", "GET"):
            server.ended.clear()
            client = HTTPConnection("127.0.0.1", server.server_port, timeout=60)
            client.request(method, "/")
            if method == "GET":
                assert client.getresponse().status == 204
            assert server.ended.wait(60)
            client.close()
    assert [one["event"] for one in events] == ["request_not_answered"]
    assert capfd.readouterr().err == ""


def test_an_ipv6_address_is_listened_on() -> None:
    """As it is without its brackets."""
    if not has_ipv6():
        pytest.skip("no IPv6 here")
    with listening("::1") as server:
        client = HTTPConnection("::1", server.server_port, timeout=60)
        client.request("GET", "/")
        assert client.getresponse().status == 204
        client.close()


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True
