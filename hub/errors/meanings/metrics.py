"""97x: metrics and traces."""

from hub.errors.meaning import Kind, Meaning

METRICS = {
    "HUB-970": Meaning(
        "导出指标需要 Prometheus 客户端库：请运行 pip install 'single-window-hub[metrics]'",
        "metrics are written by Prometheus' client library, which is not installed: "
        "run `pip install 'single-window-hub[metrics]'`",
        Kind.OPERATOR,
    ),
    "HUB-979": Meaning(
        "发送链路需要 OpenTelemetry 的库：请运行 pip install 'single-window-hub[otel]'",
        "spans are sent by OpenTelemetry's libraries, which are not installed: "
        "run `pip install 'single-window-hub[otel]'`",
        Kind.OPERATOR,
    ),
}
