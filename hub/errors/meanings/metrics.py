"""97x: metrics."""

from hub.errors.meaning import Kind, Meaning

METRICS = {
    "HUB-970": Meaning(
        "导出指标需要 Prometheus 客户端库：请运行 pip install 'single-window-hub[metrics]'",
        "metrics are written by Prometheus' client library, which is not installed: "
        "run `pip install 'single-window-hub[metrics]'`",
        Kind.OPERATOR,
    ),
}
