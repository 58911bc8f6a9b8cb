"""Serve a witness over HTTP (C2SP tlog-witness)."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Final

from adapters.http import Listening
from hub.ports import WitnessAnswer
from hub.text.log import Log

LONGEST: Final = 128 * 1024
"""Bytes of a request."""
TIMEOUT_S: Final = 10.0
"""Seconds in which a client sends its next bytes."""
_PLACE: Final = "/add-checkpoint"
_SIZE_TYPE: Final = "text/x.tlog.size"
log = Log()


class WitnessServer(Listening):
    """Answers in threads of its own from its making until `close`."""

    def __init__(self, host: str, port: int, answer: Callable[[str], WitnessAnswer]) -> None:
        """Raises OSError where the address cannot be listened on. Port 0: any that is free."""
        handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
        super().__init__(host, port, handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = TIMEOUT_S
    answer: Callable[[str], WitnessAnswer]

    def do_POST(self) -> None:
        """The only request that there is."""
        length = self.headers.get("Content-Length", "")
        if self.path != _PLACE or not length.isdecimal() or int(length) > LONGEST:
            self.close_connection = True  # its body stays unread
            self._send(WitnessAnswer(404 if self.path != _PLACE else 400, ""))
            return
        self._send(self._answered(self.rfile.read(int(length))))

    def _answered(self, body: bytes) -> WitnessAnswer:
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return WitnessAnswer(400, "not UTF-8\n")
        try:
            return self.answer(text)
        except (OSError, ValueError) as error:
            log.warning("not_cosigned", reason=str(error))
            return WitnessAnswer(500, "")

    def _send(self, answer: WitnessAnswer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", _SIZE_TYPE if answer.status == 409 else "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Tells nobody which Python runs here."""
        return "hub"

    def log_message(self, *_: object) -> None:
        """Normal requests leave no lines."""
