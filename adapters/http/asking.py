"""Send a request to the server that was configured, and read its answer."""

import http.client
import time
import urllib.request
from dataclasses import dataclass
from typing import Final

TIMEOUT_S: Final = 10.0
"""Seconds that each step of a request may take."""
DEADLINE_S: Final = 60.0
"""Seconds that the body of an answer may take."""
LONGEST: Final = 64 * 1024
"""Bytes of an answer that are read."""
_PART: Final = 16 * 1024


class _AsItIs(urllib.request.HTTPErrorProcessor):
    """Any status is an answer; the configured server gives it, or nobody: no redirect is followed."""

    def http_response(
        self,
        request: urllib.request.Request,  # noqa: ARG002 - by this name it is called
        response: http.client.HTTPResponse,
    ) -> http.client.HTTPResponse:
        return response

    https_response = http_response


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whatever its status is."""

    status: int
    body: bytes
    """At most LONGEST + 1 bytes; whoever reads a longer one knows that it was cut."""


def post(url: str, body: bytes, media_type: str) -> Answer:
    """Send these bytes, and follow no redirect. Blocks; raises OSError where there is no answer in time."""
    request = urllib.request.Request(url, body, {"Content-Type": media_type})  # noqa: S310 - settings admit http(s)
    try:
        with urllib.request.build_opener(_AsItIs).open(request, timeout=TIMEOUT_S) as answer:
            return Answer(answer.status, _read(answer))
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(f"no HTTP answer: {error}") from error


def _read(answer: http.client.HTTPResponse) -> bytes:
    found, end = b"", time.monotonic() + DEADLINE_S
    while len(found) <= LONGEST and (part := answer.read1(_PART)):
        found += part
        if time.monotonic() > end:
            raise TimeoutError(f"no whole answer in {DEADLINE_S:.0f} s")
    return found[: LONGEST + 1]
