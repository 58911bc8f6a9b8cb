"""Send spans to an OpenTelemetry collector, by OTLP over HTTP."""

from collections.abc import Sequence
from typing import Any, Final

from hub.errors import Code, operator_error
from hub.ports.spans import Answer, Span

TIMEOUT_S: Final = 10.0
"""Seconds for which a collector may take to answer, with all attempts."""
_TOO_MANY: Final = frozenset({400, 413})
"""Answers to a request that is larger than the collector takes: OpenTelemetry's Collector answers 400.

That may also be about one of the spans; then it is refused alone, once it is sent alone. Or about whatever comes.
"""
_LATER: Final = frozenset({401, 403, 404, 405, 407, 408, 425, 429})
"""Answers that are about the way to the collector and not about these spans: once it is mended they are taken."""
_SERVICE: Final = "single-window-hub"


class OtlpExporter:
    """A SpanExporter. OpenTelemetry's own variables (OTEL_EXPORTER_…) set headers, certificates and compression."""

    def __init__(self, endpoint: str, hub: str, version: str) -> None:
        """Raises OperatorError (HUB-979) where OpenTelemetry's libraries are not installed. `hub`: the hub's name."""
        try:
            from opentelemetry import trace  # noqa: PLC0415 - an extra: `hub --help` needs none of it
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
            from opentelemetry.sdk import trace as sdk  # noqa: PLC0415
            from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
            from opentelemetry.sdk.trace.export import SpanExportResult  # noqa: PLC0415
            from opentelemetry.sdk.util.instrumentation import InstrumentationScope  # noqa: PLC0415
            from requests import Session  # noqa: PLC0415
        except ImportError as error:
            raise operator_error(Code.TRACES_MISSING) from error
        self._trace, self._sdk, self._taken = trace, sdk, SpanExportResult.SUCCESS
        self._resource = Resource.create(
            {"service.name": _SERVICE, "service.instance.id": hub, "service.version": version}
        )
        self._scope = InstrumentationScope(_SERVICE, version)
        self._status = 0
        """Of the last answer; 0 if none came."""
        session = Session()
        session.hooks["response"].append(self._hear)
        self._exporter = OTLPSpanExporter(endpoint=endpoint, timeout=TIMEOUT_S, session=session)

    def send(self, spans: Sequence[Span]) -> Answer:
        self._status = 0
        try:
            is_taken = self._exporter.export([self._made(span) for span in spans]) is self._taken
        except Exception as error:  # whatever a collector, or the way to it, does to the libraries
            return Answer("later", type(error).__name__)
        return _answer(self._status, is_taken=is_taken)

    def _hear(self, response: Any, *_: Any, **__: Any) -> None:
        """The libraries say only whether it went well."""
        self._status = response.status_code

    def close(self) -> None:
        self._exporter.shutdown()  # type: ignore[no-untyped-call]

    def _made(self, span: Span) -> Any:
        trace, kinds = self._trace, self._trace.SpanKind
        code = trace.StatusCode.ERROR if span.is_error else trace.StatusCode.UNSET
        return self._sdk.ReadableSpan(
            name=span.name,
            context=self._context(span.trace, span.id, is_remote=False),
            parent=self._context(span.trace, span.parent, is_remote=True),
            resource=self._resource,
            attributes=dict(span.attributes),
            kind=kinds.CONSUMER if span.kind == "consumer" else kinds.PRODUCER,
            instrumentation_scope=self._scope,
            status=trace.Status(code),
            start_time=span.begin * 1000,
            end_time=span.end * 1000,
        )

    def _context(self, trace: str, id_: str, *, is_remote: bool) -> Any:
        flags = self._trace.TraceFlags(self._trace.TraceFlags.SAMPLED)
        return self._trace.SpanContext(int(trace, 16), int(id_, 16), is_remote=is_remote, trace_flags=flags)


def _answer(status: int, *, is_taken: bool) -> Answer:
    """What a status of HTTP means for the spans. A redirection is not followed, so nobody took them."""
    if is_taken and status < 300:
        return Answer("taken")
    if status in _TOO_MANY:
        return Answer("too many", str(status))
    if 400 <= status < 500 and status not in _LATER:
        return Answer("refused", str(status))
    return Answer("later", str(status) if status else "no answer")
