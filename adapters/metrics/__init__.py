"""Metrics in Prometheus' formats, over HTTP. prometheus_client is loaded with the first exporter."""

from adapters.metrics.server import MetricsServer

__all__ = ["MetricsServer"]
