"""Write metrics in a format that a scraper accepts: Prometheus' text, or OpenMetrics."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from hub.errors import Code, operator_error
from hub.ports.metrics import Buckets, Metric

Encoded = tuple[bytes, str]
"""A body and its content type."""


class Formats:
    """Raises OperatorError (HUB-970) where prometheus_client is not installed."""

    def __init__(self) -> None:
        try:
            from prometheus_client import core, exposition  # noqa: PLC0415 - an extra: `hub --help` needs none of it
        except ImportError as error:
            raise operator_error(Code.METRICS_MISSING) from error
        self._core = core
        self._choose: Callable[[str], tuple[Callable[[Any], bytes], str]] = exposition.choose_encoder

    def encode(self, metrics: Iterable[Metric], accept: str) -> Encoded:
        """The metrics in the best format that the header `Accept` names."""
        encoder, content_type = self._choose(accept)
        return encoder(_Collected([self._family(one) for one in metrics])), content_type

    def _family(self, metric: Metric) -> Any:
        core, given = self._core, (metric.name, f"{metric.help.en} {metric.help.zh}")
        families = {
            "counter": core.CounterMetricFamily,
            "gauge": core.GaugeMetricFamily,
            "histogram": core.HistogramMetricFamily,
            "info": core.InfoMetricFamily,
        }
        family = families[metric.kind](*given, labels=list(metric.labels))
        for labels, value in metric.values:
            if isinstance(value, Buckets):
                family.add_metric(list(labels), list(_cumulated(value.counts)), value.total)
            elif metric.kind == "info":
                family.add_metric([], dict(zip(metric.labels, labels, strict=True)))
            else:
                family.add_metric(list(labels), value)
        return family


class _Collected:
    """What the encoders take as a registry."""

    def __init__(self, families: Sequence[Any]) -> None:
        self._families = families

    def collect(self) -> Sequence[Any]:
        return self._families


def _cumulated(counts: Iterable[tuple[float, int]]) -> Iterator[tuple[str, int]]:
    whole = 0
    for bound, number in counts:
        whole += number
        yield "+Inf" if math.isinf(bound) else repr(bound), whole
