"""The broker's management API."""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Final

from adapters.rabbitmq.tls import explain, verifying_context
from hub.errors import QueueUnavailable, operator_error

PATIENCE: Final = 15
"""Seconds to wait for an answer."""


class Management:
    """Asks and tells a broker over HTTP(S), with the user and password of the URL."""

    def __init__(self, url: str, ca: Path | None = None) -> None:
        """`url`: http(s)://user:password@host:port; `ca` as with the broker's own connection."""
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not parts.username:
            raise operator_error("HUB-702", reason="management is not a URL like https://user@host:15671")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        self._root = f"{parts.scheme}://{host}:{parts.port or 15672}{parts.path.rstrip('/')}/api/"
        user, password = urllib.parse.unquote(parts.username), urllib.parse.unquote(parts.password or "")
        self._headers = {
            "Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode(),
            "Content-Type": "application/json",
        }
        self._context = verifying_context(ca) if parts.scheme == "https" else None

    def get(self, *path: str) -> Any:
        """What stands there; None when nothing does."""
        return self._ask("GET", path, None)

    def put(self, content: object, *path: str) -> None:
        """Make it so; raises OperatorError (HUB-721) with the broker's reason when it refuses."""
        self._ask("PUT", path, content)

    def post(self, content: object, *path: str) -> None:
        self._ask("POST", path, content)

    def _ask(self, method: str, path: tuple[str, ...], content: object) -> Any:
        place = "/".join(urllib.parse.quote(step, safe="") for step in path)
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self._root + place, body, self._headers, method=method)  # noqa: S310 - http(s)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE, context=self._context) as answer:  # noqa: S310
                text = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                if method == "GET" and error.code == 404:
                    return None
                raise operator_error("HUB-721", reason=f"{place}: {_reason(error)}") from error
        except OSError as error:
            raise QueueUnavailable(f"management: {explain(str(getattr(error, 'reason', error)))}") from error
        return json.loads(text) if text else None


def _reason(error: urllib.error.HTTPError) -> str:
    """The broker's own words."""
    try:
        said = json.loads(error.read())
        return f"{said.get('error', '')} {said.get('reason', '')}".strip()
    except (ValueError, AttributeError):
        return f"{error.code} {error.reason}"
