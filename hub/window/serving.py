"""Serve the window over HTTP, in a thread of its own."""

import socket
import threading
from typing import Final

import uvicorn

from hub.bootstrap.reader import Reader
from hub.home.place import Home
from hub.window.answering import House, Window
from hub.window.connection import HEADERS, IDLE_S, Connection
from hub.window.pages import PAGES

CLOSE_S: Final = 5
"""Seconds that a request which is being answered has at the end."""
MOST: Final = 100
"""Connections at a time; another one is answered 503."""


class WindowServer:
    """Answers from its making until `close`."""

    def __init__(self, home: Home, address: tuple[str, int], house: House) -> None:
        """Raises OSError where the address cannot be listened on, and OperatorError as `Reader` does. Port 0: any."""
        self._socket = _listening(*address)
        try:
            self._reader = Reader(home)
        except BaseException:
            self._socket.close()
            raise
        self._server = uvicorn.Server(_configuration(Window(self._reader, PAGES, house)))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def is_open(self) -> bool:
        """Whether it still answers."""
        return self._thread.is_alive()

    def close(self) -> None:
        """Answer what was asked, and take no more requests."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
        self._reader.close()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=MOST)


def _configuration(window: Window) -> uvicorn.Config:
    """Nothing is written to the screen, and no header tells what serves."""
    return uvicorn.Config(
        window,
        http=Connection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        headers=list(HEADERS.items()),
        limit_concurrency=MOST,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=CLOSE_S,
    )
