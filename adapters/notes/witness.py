"""A witness that is asked over HTTP (C2SP tlog-witness)."""

import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Final

from hub.model.checkpoint import NoteKey
from hub.ports import WitnessAnswer

TIMEOUT_S: Final = 10.0
"""Seconds that each step of a request may take."""
LONGEST: Final = 64 * 1024
"""Bytes of an answer that are read."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The configured witness answers, or nobody."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class HttpWitness:
    """A Witness behind a URL. Thread-safe."""

    key: NoteKey
    url: str
    """Its submission prefix."""

    def add_checkpoint(self, body: str) -> WitnessAnswer:
        """Ask it to cosign; raises OSError where it does not answer."""
        request = urllib.request.Request(  # noqa: S310 - settings admit http and https only
            f"{self.url.rstrip('/')}/add-checkpoint", body.encode(), {"Content-Type": "text/plain; charset=utf-8"}
        )
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S) as answer:
                return _read(answer.status, answer.read(LONGEST))
        except urllib.error.HTTPError as error:
            with error:
                return _read(error.code, error.read(LONGEST))
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"no HTTP answer: {error}") from error


def _read(status: int, body: bytes) -> WitnessAnswer:
    return WitnessAnswer(status, body.decode("utf-8", "replace"))
