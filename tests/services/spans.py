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
            if received.status == 200:
                _keep(received, ExportTraceServiceRequest.FromString(body))
            self.send_response(received.status)
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
