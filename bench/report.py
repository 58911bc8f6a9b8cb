"""What a run has shown: a table on the screen, and all of it as JSON."""

import json
import os
import platform
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from figures import Figures
from ground import SERVER
from trial import Phase

TITLES = {
    "a": "bare loop",
    "b": "bare loop, same rows",
    "c": "the hub, forward",
    "d": "the hub, round trip",
    "e": "bare loop, round trip",
    "f": "hand-rolled",
    "f anew": "hand-rolled, schema read anew",
}
ROUND_TRIPS = {"d": "c", "e": "b"}
"""Each with its forward path."""
TARGETS = {
    "forward_ratio": ("c", "b", 0.8),
    "forward_vs_floor": ("c", "a", 0.6),
    "roundtrip_ratio": ("d", "e", 0.7),
    "vs_hand_rolled": ("c", "f", 30.0),
}
CALM = 5.0
"""p99 over p50 at half load, at most."""
PACKAGES = ("lxml", "signxml", "cryptography", "pika", "sqlalchemy", "psycopg", "xmlschema")


class Report:
    """Medians and spreads of a run's figures."""

    def __init__(self, figures: Figures, given: Namespace, services: Mapping[str, str]) -> None:
        self._figures, self._given, self._services = figures, given, services

    def phases(self, loop: str) -> list[list[Phase]]:
        """For each round the phases that a document goes through."""
        forward = self._figures.forward[ROUND_TRIPS.get(loop, loop)]
        back = self._figures.back.get(loop)
        return [list(pair) for pair in zip(forward, back, strict=True)] if back else [[one] for one in forward]

    def rates(self, loop: str) -> list[float]:
        return [r[0].documents / sum(phase.seconds for phase in r) for r in self.phases(loop)]

    def rate(self, loop: str) -> float:
        return median(self.rates(loop))

    def cpu(self, loop: str) -> float:
        """Seconds a document."""
        return median(sum(phase.cpu for phase in r) / r[0].documents for r in self.phases(loop))

    def ratio(self, name: str) -> dict[str, Any]:
        """The median of the rounds' own ratios; `of_cpu` is what processor time alone would make of it."""
        above, below, target = TARGETS[name]
        of_rounds = [x / y for x, y in zip(self.rates(above), self.rates(below), strict=True)]
        value = median(of_rounds)
        return {
            "value": round(value, 3),
            "of_rounds": [round(ratio, 3) for ratio in of_rounds],
            "of_cpu": round(self.cpu(below) / self.cpu(above), 3),
            "target": target,
            "is_met": value >= target,
        }

    def of_loop(self, loop: str) -> dict[str, Any]:
        rounds, rates = self.phases(loop), self.rates(loop)
        return {
            "title": TITLES[loop],
            "per_second": round(median(rates), 1),
            "of_rounds": [round(rate, 1) for rate in rates],
            "cpu_us": round(self.cpu(loop) * 1e6),
            "machine_busy": round(median(sum(p.machine * p.seconds for p in r) / _seconds(r) for r in rounds), 2),
            "peak_mb": round(max(p.memory for r in rounds for p in r), 1),
            "documents": rounds[0][0].documents,
            "events": sum(p.events for p in rounds[0]),
        }

    def as_json(self) -> dict[str, Any]:
        latency = self._figures.latency
        return {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": {"cores": os.cpu_count(), "system": platform.platform(), "load": os.getloadavg()},
            "versions": {"python": platform.python_version(), **self._services, **_packages()},
            "document": "credit-authorization",
            "keys": self._given.keys,
            "documents": self._given.documents,
            "rounds": self._given.rounds,
            "batch": self._given.batch,
            "postgresql": SERVER,
            "queues": "quorum, persistent messages, publisher confirms",
            "loops": {loop: self.of_loop(loop) for loop in TITLES},
            **{name: self.ratio(name) for name in TARGETS},
            "half_load": {**asdict(latency), "p99_over_p50": latency.ratio, "is_met": latency.ratio <= CALM}
            if latency
            else None,
        }

    def show(self) -> None:
        found = self.as_json()
        settings = ", ".join(f"{name} {SERVER[name]}" for name in ("fsync", "synchronous_commit", "full_page_writes"))
        print(f"\n{found['keys']} keys, {found['documents']} documents a loop in {found['rounds']} rounds,", end=" ")
        print(f"batches of {found['batch']}; PostgreSQL with {settings}; quorum queues")
        print(f"{'':32}{'msg/s':>8}{'of rounds':>16}{'CPU µs':>9}{'machine':>9}{'peak MB':>9}{'events':>8}")
        for loop, row in found["loops"].items():
            title = f"({loop}) {row['title']}"
            spread = f"{min(row['of_rounds']):.0f} … {max(row['of_rounds']):.0f}"
            print(
                f"{title:32}{row['per_second']:>8.0f}{spread:>16}{row['cpu_us']:>9}"
                f"{row['machine_busy']:>9.0%}{row['peak_mb']:>9.0f}{row['events']:>8}"
            )
        for name, (above, below, target) in TARGETS.items():
            row = found[name]
            spread = f"{min(row['of_rounds']):.2f} … {max(row['of_rounds']):.2f}, CPU {row['of_cpu']:.2f}"
            print(_line(name, f"{above}/{below} = {row['value']:.2f} ({spread})", f">= {target}", row["is_met"]))
        if half := found["half_load"]:
            said = f"p50 {half['p50']:.1f} ms, p99 {half['p99']:.1f} ms: {half['p99_over_p50']:.1f}"
            print(_line(f"half load, {half['rate']:.0f}/s", said, f"<= {CALM}", half["is_met"]))

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.as_json(), indent=2) + "\n", "utf-8")
        print(f"written to {path}")


def _seconds(phases: Sequence[Phase]) -> float:
    return sum(phase.seconds for phase in phases)


def _packages() -> dict[str, str]:
    return {name: version(name) for name in PACKAGES}


def _line(name: str, value: str, target: str, is_met: bool) -> str:
    return f"{name:24}{value:40}{target:>10}  {'met' if is_met else 'SHORT'}"
