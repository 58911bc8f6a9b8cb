"""A real OpenTelemetry Collector, which writes what it receives into a file; `make collector` builds it."""

import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.machine import free_port

PROGRAM = Path(__file__).resolve().parents[2] / "var" / "otelcol" / "otelcol"
_PATIENCE = 60.0
"""Seconds for what takes a tenth of one."""
_CONFIGURATION = """
receivers: {{otlp: {{protocols: {{http: {{endpoint: "127.0.0.1:{port}", max_request_body_size: {most}}}}}}}}}
exporters: {{file: {{path: "{file}"}}}}
service: {{pipelines: {{traces: {{receivers: [otlp], exporters: [file]}}}}}}
"""


@dataclass(frozen=True)
class Collector:
    """It listens at `url`."""

    url: str
    file: Path

    @property
    def spans(self) -> list[dict[str, Any]]:
        """All that it has written, in order, each with its attributes and those of its resource (`resource`)."""
        groups = [group for line in self._lines() for group in json.loads(line)["resourceSpans"]]
        return [
            {**span, **_values(span), "resource": _values(group["resource"])}
            for group in groups
            for scope in group["scopeSpans"]
            for span in scope["spans"]
        ]

    def wait_for(self, count: int) -> list[dict[str, Any]]:
        """The spans, once there are so many."""
        _wait(lambda: len(self.spans) >= count)
        return self.spans

    def _lines(self) -> list[str]:
        """Whole ones."""
        return [one for one in self.file.read_text("utf-8").splitlines(keepends=True) if one.endswith("\n")]


@contextmanager
def collector(folder: Path, most: int = 20_000_000) -> Iterator[Collector]:
    """One on a port of this machine. `most`: bytes of a request.

    Skips the test where it is not built, in a CI too: building takes minutes.
    """
    if not PROGRAM.is_file():
        pytest.skip("the collector is not built: make collector")
    port, file, configuration = free_port(), folder / "spans.jsonl", folder / "otelcol.yaml"
    configuration.write_text(_CONFIGURATION.format(port=port, file=file, most=most), "utf-8")
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen([PROGRAM, "--config", configuration], stdout=said, stderr=said) as process,
    ):
        try:
            _wait(lambda: _listens(port) or process.poll() is not None)
            assert process.poll() is None, (folder / "said").read_text("utf-8")
            yield Collector(f"http://127.0.0.1:{port}", file)
        finally:
            process.terminate()


def _values(described: Mapping[str, Any]) -> dict[str, Any]:
    """Its attributes. Numbers are texts in OTLP's JSON, and what is empty is left out."""
    return {one["key"]: next(iter(one["value"].values())) for one in described.get("attributes", [])}


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def _wait(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
