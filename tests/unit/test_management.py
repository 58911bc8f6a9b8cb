"""The broker's management API as one that is slow, starting, or a cluster: asked by a hub that waits."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from adapters.rabbitmq import Management
from hub.errors import OperatorError, QueueUnavailable


class Answers(BaseHTTPRequestHandler):
    """Gives the answers that a test has put in order; the last one again and again."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        said: list[int] = self.server.said  # type: ignore[attr-defined]  # the test puts it there
        self._say(said.pop(0) if len(said) > 1 else said[0])

    do_POST = do_GET  # noqa: N815 - as http.server calls it

    def _say(self, code: int) -> None:
        self.server.asked += 1  # type: ignore[attr-defined]  # so does it this
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'["it"]' if code == 200 else b'{"error": "e", "reason": "r"}'
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Broker(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.said: list[int] = [200]
        self.asked = 0


@pytest.fixture
def broker() -> Iterator[Broker]:
    made = Broker()
    thread = threading.Thread(target=made.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def _url(*ports: int) -> str:
    return "http://admin:secret@" + ",".join(f"127.0.0.1:{port}" for port in ports)


def test_a_broker_that_starts_is_waited_for(broker: Broker) -> None:
    """It listens before it can say anything; what is to be changed is asked again as well."""
    broker.said = [503, 500, 200]
    management = Management(_url(broker.server_port), retry_for_s=60)
    assert management.get("vhosts") == ["it"]
    broker.said = [503, 200]
    management.post({}, "definitions")
    assert broker.asked == 5


def test_without_time_to_retry_it_is_asked_once(broker: Broker) -> None:
    """As by `topology check`, `status` and `doctor`."""
    broker.said = [503]
    with pytest.raises(QueueUnavailable, match="e r"):
        Management(_url(broker.server_port)).get("vhosts")
    assert broker.asked == 1


def test_what_it_refuses_is_not_asked_again(broker: Broker) -> None:
    """A wrong password does not become right."""
    broker.said = [401]
    with pytest.raises(OperatorError, match="HUB-721"):
        Management(_url(broker.server_port), retry_for_s=60).get("vhosts")
    assert broker.asked == 1


def test_another_host_answers_for_one_that_is_away(broker: Broker) -> None:
    """And is asked first from then on."""
    management = Management(_url(1, broker.server_port))
    assert [management.get("vhosts") for _ in range(3)] == [["it"]] * 3


@pytest.mark.parametrize("url", ["http://admin:secret@one,,two", "http://one", "ftp://admin@one"])
def test_a_url_that_cannot_be_used_is_said_at_once(url: str) -> None:
    """And never with the password."""
    with pytest.raises(OperatorError, match="HUB-702") as failure:
        Management(url)
    assert "secret" not in str(failure.value)
