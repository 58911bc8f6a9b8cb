"""Connections to the window that are of no use end by themselves: only so many are open at a time."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.home.place import Home
from hub.window.answering import House
from hub.window.serving import WindowServer

LONG_S = 60.0
"""Longer than any machine needs."""
STYLE = b"GET /window.css HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WindowServer]:
    """It ends connections at once that do nothing."""
    monkeypatch.setattr("hub.window.connection.IDLE_S", 0.05)
    (tmp_path / "hub.toml").write_text('store = "sqlite:///gone.sqlite"\n', "utf-8")
    server = WindowServer(Home(tmp_path), ("127.0.0.1", 0), House())
    yield server
    server.close()


@pytest.mark.parametrize("said", [b"", b"GET /window.css HTTP/1.1\r\nHo", STYLE, STYLE + b"G"])
def test_who_does_not_ask_is_not_waited_for(window: WindowServer, said: bytes) -> None:
    """Neither for a first request nor for another one, of which some may have come."""
    with socket.create_connection(("127.0.0.1", window.port), LONG_S) as connection:
        connection.sendall(said)
        answer = b"".join(iter(lambda: _received(connection), b""))
    assert answer.startswith(b"HTTP/1.1 200") == said.startswith(STYLE)


def _received(connection: socket.socket) -> bytes:
    """Some of the answer; nothing at its end."""
    try:
        return connection.recv(65_536)
    except ConnectionResetError:
        return b""
