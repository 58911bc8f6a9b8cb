"""`hub traces`: send spans to an OpenTelemetry collector."""

import time
from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from hub.bootstrap.traces import Tracing
from hub.cli.log_options import Since
from hub.cli.misuse import Unusable
from hub.cli.screen import AsJson, StopSignal, home_of, plain, print_json, screen
from hub.model.moments import SECOND
from hub.text.bilingual import Bilingual
from hub.views.traces import TracesView
from hub.views.view import json_of

LOOK_S: Final = 0.2
INTERVAL_S: Final = 1.0
"""Seconds between two looks at the store."""
PATIENCE_S: Final = 15.0
"""Seconds after which a collector that took nothing is asked again."""
DETAILS: Final = Bilingual(
    "只读审计库：凡申报带有 traceparent（且标明采样）的单证，其申报、报文和回执各为一段，以 OTLP/HTTP 发往收集器。"
    "进程独立，收集器不可用时不影响报文交换，恢复后补发。\n\n"
    "同一事实的编号总相同，重复发送无妨：重启时可加 --since 10m。需要附加组件 otel。",
    "It only reads the store. For each document whose submission came with a traceparent that says it is sampled, the "
    "submission, the messages and their receipts become spans, and go to a collector by OTLP over HTTP. It is a "
    "process of its own: the exchange never waits for a collector, and what one did not take is sent later.\n\n"
    "The same facts always give the same ids, so that sending twice does no harm: a restart may add --since 10m. It "
    "needs the extra `otel`.",
)
_TRACES: Final = "/v1/traces"


def _endpoint(url: str) -> str:
    """Where spans go. Raises Unusable for what is no URL of HTTP."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unusable(Bilingual("须为 http:// 或 https:// 地址", "a URL with http:// or https://"))
    return url if parts.path.strip("/") else f"{url.rstrip('/')}{_TRACES}"


To = Annotated[
    str,
    typer.Option("--to", metavar="URL", callback=_endpoint),
    Bilingual(
        "收集器的 OTLP/HTTP 地址；未写路径即 /v1/traces。",
        "The collector's OTLP address for HTTP. Without a path it is /v1/traces.",
    ),
]


def command(
    context: typer.Context, to: To = "http://127.0.0.1:4318", since: Since = None, as_json: AsJson = False
) -> None:
    """Send until told to stop."""
    stop, home = StopSignal(), home_of(context)
    begin = datetime.now(UTC) if since is None else since
    tracing = Tracing(home, to, round(begin.timestamp() * SECOND))
    try:
        _tell(TracesView(to=to), as_json)
        _go_on(tracing, stop)
    finally:
        tracing.close()


def _go_on(tracing: Tracing, stop: StopSignal) -> None:
    due = time.monotonic()
    while not stop():
        if time.monotonic() >= due:
            due = time.monotonic() + (INTERVAL_S if tracing.run() else PATIENCE_S)
        time.sleep(LOOK_S)


def _tell(view: TracesView, as_json: bool) -> None:
    if as_json:
        print_json(json_of(view))
    else:
        place = plain(view.to)
        screen.print(Bilingual(f"链路发往 {place}", f"spans go to {place}"))
