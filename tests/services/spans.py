"""A receiver of OTLP over HTTP, as a collector has one: it keeps the spans that it gets."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass
class Received:
    """What came, and how requests are answered."""

    url: str = ""
    status: int = 200
    most: int = 1_000_000
    """Spans of a request; one with more is refused by 413."""
    room: int = 1_000_000
    """Spans that it takes in all; those for which it has none are answered by 401."""
    requests: list[tuple[int, int]] = field(default_factory=list)
    """Of each: how many spans it brought, and how it was answered."""
    spans: list[dict[str, Any]] = field(default_factory=list)
    resource: Mapping[str, Any] = field(default_factory=dict)
    some: threading.Event = field(default_factory=threading.Event)
    """Set when spans have come."""


@contextmanager
def receiver() -> Iterator[Received]:
    """Listens on a port of this machine."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(_answer(received, ExportTraceServiceRequest.FromString(body)))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Requests leave no lines."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    received.url = f"http://127.0.0.1:{server.server_address[1]}/v1/traces"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(received: Received, request: Any) -> int:
    spans = sum(len(scope.spans) for group in request.resource_spans for scope in group.scope_spans)
    status = 413 if spans > received.most else 401 if len(received.spans) + spans > received.room else received.status
    received.requests.append((spans, status))
    if status == 200:
        _keep(received, request)
    return status


def _keep(received: Received, request: Any) -> None:
    for group in request.resource_spans:
        received.resource = _values(group.resource.attributes)
        for span in (span for scope in group.scope_spans for span in scope.spans):
            received.spans.append(
                {
                    "trace": span.trace_id.hex(),
                    "id": span.span_id.hex(),
                    "parent": span.parent_span_id.hex(),
                    "name": span.name,
                    "kind": span.kind,
                    "begin": span.start_time_unix_nano,
                    "end": span.end_time_unix_nano,
                    "is_error": span.status.code == 2,
                    **_values(span.attributes),
                }
            )
    received.some.set()


def _values(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}
