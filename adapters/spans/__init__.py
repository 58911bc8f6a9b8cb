"""Spans by OTLP over HTTP. OpenTelemetry's libraries are loaded with the first exporter."""

from adapters.spans.otlp import OtlpExporter

__all__ = ["OtlpExporter"]
