"""Connections to the window that are of no use end by themselves: only so many are open at a time."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hub.home.place import Home
from hub.window.answering import House
from hub.window.connection import HEADERS
from hub.window.serving import WindowServer

CLOSE = b"Connection: close\r\n\r\n"
LONG_S = 60.0
"""Longer than any machine needs."""
ALWAYS = {name.lower(): text for name, text in HEADERS.items()}
STYLE = b"GET /window.css HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WindowServer]:
    """It ends connections at once that do nothing."""
    monkeypatch.setattr("hub.window.connection.IDLE_S", 0.05)
    with serving(tmp_path) as server:
        yield server


@contextmanager
def serving(home: Path) -> Iterator[WindowServer]:
    """A window of a home whose store is gone."""
    (home / "hub.toml").write_text('store = "sqlite:///gone.sqlite"\n', "utf-8")
    with closing(WindowServer(Home(home), ("127.0.0.1", 0), House())) as server:
        yield server


@pytest.mark.parametrize("said", [b"", b"GET /window.css HTTP/1.1\r\nHo", STYLE, STYLE + b"G"])
def test_who_does_not_ask_is_not_waited_for(window: WindowServer, said: bytes) -> None:
    """Neither for a first request nor for another one, of which some may have come."""
    with socket.create_connection(("127.0.0.1", window.port), LONG_S) as connection:
        connection.sendall(said)
        answer = b"".join(iter(lambda: _received(connection), b""))
    assert answer.startswith(b"HTTP/1.1 200") == said.startswith(STYLE)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"GET /window.css HTTP/1.1\r\nHost: localhost\r\n" + CLOSE, 200),
        (b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n" + CLOSE, 404),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\n" + CLOSE, 405),
        (b"GET / HTTP/1.1\r\nHost: elsewhere\r\n" + CLOSE, 421),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + CLOSE, 503),
        (b"not HTTP\r\n\r\n", 400),
    ],
)
def test_every_answer_has_the_headers_that_keep_a_browser_from_anything_else(
    window: WindowServer, said: bytes, status: int
) -> None:
    """Styles and errors, each once; also where it is no request."""
    assert _headers(window, said) == {"status": str(status), **ALWAYS}
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]


def test_who_comes_when_all_connections_are_taken_gets_the_same_headers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """His own is the first of none."""
    monkeypatch.setattr("hub.window.serving.MOST", 1)
    with serving(tmp_path) as window:
        assert _headers(window, STYLE.replace(b"\r\n\r\n", b"\r\n" + CLOSE)) == {"status": "503", **ALWAYS}


def _headers(window: WindowServer, said: bytes) -> dict[str, str]:
    """The status of an answer, and those of its headers that every answer has; of one that comes twice, both."""
    with socket.create_connection(("127.0.0.1", window.port), LONG_S) as connection:
        connection.sendall(said)
        answer = b"".join(iter(lambda: _received(connection), b""))
    first, *lines = answer.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    found = {"status": first.split()[1]}
    for name, text in (line.split(": ", 1) for line in lines):
        if (known := name.lower()) in ALWAYS:
            found[known] = f"{found[known]} and {text}" if known in found else text
    return found


def _received(connection: socket.socket) -> bytes:
    """Some of the answer; nothing at its end."""
    try:
        return connection.recv(65_536)
    except ConnectionResetError:
        return b""
