"""`make bench`: the hub beside bare loops on the same services, in one run; prints a table, writes results/latest.json.

Each loop is a process of its own that begins with a warm-up; then its queue is filled while it stands still, and the
clock runs from its going on until all messages and events are out and recorded. The loops take turns for several
rounds, every other one backwards, so that a neighbour on the machine hits them alike; the figures are medians.
"""

import argparse
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from figures import Figures
from ground import Ground, open_ground
from half_load import half_load
from report import Report
from settings import BATCH, PARTY
from trial import FLOOR, HAND_ROLLED, SAME_ROWS, THE_HUB, WAY_BACK, Kind, running, trial_of
from xml_messages import Pen

WARM_UP = 400
HAND_ROLLED_SHARE = 20
"""The hand-rolled loop gets so many times fewer documents."""


class Bench:
    """Runs the loops in turn."""

    def __init__(self, ground: Ground, documents: int) -> None:
        self.ground, self.documents = ground, documents
        self.figures = Figures()
        self._pen = Pen(ground.keys / PARTY)

    def round(self, number: int) -> None:
        turns: tuple[Callable[[], None], ...] = (
            lambda: self.there("a", FLOOR),
            lambda: self.there_and_back("b", SAME_ROWS, "e", WAY_BACK),
            lambda: self.there_and_back("c", THE_HUB, "d", THE_HUB),
            lambda: self.there("f", HAND_ROLLED, HAND_ROLLED_SHARE),
            lambda: self.there("f anew", HAND_ROLLED, HAND_ROLLED_SHARE * 10, schema_anew=True),
        )
        for turn in turns if number % 2 else reversed(turns):
            turn()
        rates = sorted((name, phases[-1].rate) for name, phases in self.figures.forward.items())
        print(f"round {number}: " + ", ".join(f"{name} {rate:.0f}/s" for name, rate in rates), flush=True)

    def there(self, name: str, kind: Kind, share: int = 1, **more: bool) -> None:
        with trial_of(self.ground, kind, **more) as trial, running(trial, kind) as child:
            trial.forward(child, kind, max(2, WARM_UP // share))
            phase = trial.forward(child, kind, max(5, self.documents // share))
            self.figures.forward.setdefault(name, []).append(phase)
            trial.require(kind, "P002")

    def there_and_back(self, name: str, kind: Kind, way_back: str, back: Kind) -> None:
        """The forward path, then the party's receipts: by the same process where it is the hub."""
        with trial_of(self.ground, kind) as trial:
            with running(trial, kind) as child:
                trial.forward(child, kind, WARM_UP)
                self.figures.forward.setdefault(name, []).append(trial.forward(child, kind, self.documents))
                trial.require(kind, "P002")
                messages = trial.read_messages(WARM_UP + self.documents)
                if back is kind:
                    phase = trial.way_back(child, back, messages, WARM_UP, self._pen)
            if back is not kind:
                with running(trial, back) as child:
                    phase = trial.way_back(child, back, messages, WARM_UP, self._pen)
            self.figures.back.setdefault(way_back, []).append(phase)
            trial.require(back, "S")

    def half_load(self, rate: float, seconds: float) -> None:
        with trial_of(self.ground, THE_HUB) as trial, running(trial, THE_HUB) as child:
            trial.forward(child, THE_HUB, WARM_UP)
            trial.read_messages(WARM_UP)
            self.figures.latency = half_load(trial, child, rate, seconds)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=10_000, help="for each loop, over all rounds")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keys", choices=["ecdsa", "rsa"], default="ecdsa", help="P-256 or 2048 bits")
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--half-load", type=float, default=20.0, help="seconds; 0 leaves it out")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "results" / "latest.json")
    return parser.parse_args()


def leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit("ended")


def main() -> None:
    signal.signal(signal.SIGTERM, leave)
    given = arguments()
    with open_ground(given.keys, given.batch) as ground:
        bench = Bench(ground, max(1, given.documents // given.rounds))
        for number in range(1, given.rounds + 1):
            bench.round(number)
        report = Report(bench.figures, given, ground.versions())
        if given.half_load:
            bench.half_load(report.rate("c") / 2, given.half_load)
        report.show()
        report.write(given.output)


if __name__ == "__main__":
    main()
