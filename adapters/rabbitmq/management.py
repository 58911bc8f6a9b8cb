"""Client of the broker's management API."""

import base64
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Final

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from adapters.rabbitmq.tls import explain, verifying_context
from hub.errors import Code, QueueUnavailable, operator_error
from hub.text.bilingual import Bilingual
from hub.text.log import Log
from hub.text.urls import NO_HOSTS, Host, hosts_of, split_url

ANSWER_TIMEOUT_S: Final = 15
LONG_ANSWER_TIMEOUT_S: Final = 120
"""Seconds to wait for an answer; the longer time is for a request that the broker must work on first."""

log = Log()


class Management:
    """Reads and changes a broker over HTTP(S), with the user and password of the URL.

    With several hosts it uses the first one that answers, and stays with it.
    """

    def __init__(
        self, url: str, ca: Path | None = None, retry_for_s: float = 0, within: float = ANSWER_TIMEOUT_S
    ) -> None:
        """`url`: http(s)://user:password@host:port, or several hosts; `ca` as for the broker's own connection.

        `patience`: seconds for which a broker that does not answer is asked again, such as one that is starting.
        `within`: seconds in which a host must answer a read.
        """
        parts = split_url(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not parts.username:
            raise operator_error(
                Code.BAD_CONFIGURATION,
                reason=Bilingual(
                    "management 不是 https://user@host:15671 这样的地址",
                    "management is not a URL like https://user@host:15671",
                ),
            )
        self._roots = [_root(parts, place) for place in _places(url)]
        self._within = within
        self._retrying = Retrying(
            retry=retry_if_exception_type(QueueUnavailable),
            stop=stop_after_delay(retry_for_s),
            wait=wait_random_exponential(multiplier=0.5, max=5),
            before_sleep=_tell,
            reraise=True,
        )
        user, password = urllib.parse.unquote(parts.username), urllib.parse.unquote(parts.password or "")
        self._headers = {
            "Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode(),
            "Content-Type": "application/json",
        }
        self._context = verifying_context(ca) if parts.scheme == "https" else None

    def get(self, *path: str) -> Any:
        """The object at a path; None when there is none."""
        return self._ask("GET", path, None)

    def put(self, content: object, *path: str) -> None:
        """Write the object at a path. Raises OperatorError (HUB-721) with the broker's reason when it refuses."""
        self._ask("PUT", path, content)

    def post(self, content: object, *path: str) -> None:
        self._ask("POST", path, content)

    def _ask(self, method: str, path: tuple[str, ...], content: object) -> Any:
        place = "/".join(urllib.parse.quote(step, safe="") for step in path)
        body = None if content is None else json.dumps(content).encode()
        return self._retrying(self._ask_anywhere, method, place, body)

    def _ask_anywhere(self, method: str, place: str, body: bytes | None) -> Any:
        for root in list(self._roots):
            try:
                return self._ask_at(root, method, place, body)
            except QueueUnavailable as gone:
                self._roots = [*self._roots[1:], root]
                failure = gone
        raise failure

    def _ask_at(self, root: str, method: str, place: str, body: bytes | None) -> Any:
        request = urllib.request.Request(root + place, body, self._headers, method=method)  # noqa: S310 - http(s)
        wait = self._within if method == "GET" else LONG_ANSWER_TIMEOUT_S
        try:
            with urllib.request.urlopen(request, timeout=wait, context=self._context) as answer:  # noqa: S310
                text = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                if method == "GET" and error.code == 404:
                    return None
                if error.code >= 500:  # the broker is starting, or a part of the cluster is down
                    raise QueueUnavailable(Bilingual.same(_reason(error)).about("management")) from error
                raise operator_error(Code.BROKER_REFUSED, reason=Bilingual.same(_reason(error)).about(place)) from error
        except (OSError, http.client.HTTPException) as error:
            raise QueueUnavailable(explain(str(getattr(error, "reason", error))).about("management")) from error
        return json.loads(text) if text else None


def _tell(state: RetryCallState) -> None:
    if state.attempt_number == 1 and state.outcome is not None:
        log.warning("broker_awaited", reason=str(state.outcome.exception()))


def _places(url: str) -> list[Host]:
    try:
        return hosts_of(url)
    except ValueError as error:
        raise operator_error(Code.BAD_CONFIGURATION, reason=NO_HOSTS.about("management")) from error


def _root(parts: urllib.parse.SplitResult, place: Host) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return f"{parts.scheme}://{host}:{place.port or 15672}{parts.path.rstrip('/')}/api/"


def _reason(error: urllib.error.HTTPError) -> str:
    """The reason in the broker's own words."""
    try:
        said = json.loads(error.read())
        return f"{said.get('error', '')} {said.get('reason', '')}".strip()
    except (ValueError, AttributeError):
        return f"{error.code} {error.reason}"
