"""Where the hub's time goes on RabbitMQ and PostgreSQL: `python bench/profile_hub.py [--documents N] [--keys rsa]`.

One worker with every stage timed; prints each stage's own time in microseconds a document: processor time of the
worker's thread, and wall time. The timing itself costs some 5 %. A document's way back is two receipts. The wall time
of `take` has the pauses between the phases in it.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from ground import open_ground
from settings import BATCH, PARTY
from trial import THE_HUB, Phase, running, trial_of
from xml_messages import Pen

WARM_UP = 400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=3000)
    parser.add_argument("--keys", choices=["ecdsa", "rsa"], default="ecdsa")
    given = parser.parse_args()
    with open_ground(given.keys, BATCH) as ground:
        path, pen, number = ground.keys / "profile.json", Pen(ground.keys / PARTY), given.documents
        with trial_of(ground, THE_HUB, profile=str(path)) as trial, running(trial, THE_HUB) as child:
            trial.forward(child, THE_HUB, WARM_UP)
            child.tell_times()
            read(path)
            forward = trial.forward(child, THE_HUB, number)
            child.tell_times()
            show("forward", forward, read(path))
            messages = trial.read_messages(WARM_UP + number)
            trial.way_back(child, THE_HUB, messages[: WARM_UP + 1], WARM_UP, pen)
            child.tell_times()
            read(path)
            back = trial.way_back(child, THE_HUB, messages[WARM_UP + 1 :], 0, pen)
            child.tell_times()
            show("way back", back, read(path))


def read(path: Path) -> dict[str, Any]:
    """What the worker writes once it comes to it."""
    while not path.exists():
        time.sleep(0.01)
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    path.unlink()
    return found


def show(title: str, phase: Phase, found: dict[str, Any]) -> None:
    number = phase.documents
    print(f"\n{title}: {phase.rate:.0f}/s, {phase.cpu / number * 1e6:.0f} µs of processor a document, all threads")
    print(f"{'':44}{'CPU µs':>9}{'wall µs':>9}{'calls':>9}")
    stages = sorted(found["stages"].items(), key=lambda item: -item[1][0])
    for name, (cpu, wall, calls) in stages:
        print(f"{name:44}{cpu / number * 1e6:>9.1f}{wall / number * 1e6:>9.1f}{calls / number:>9.3f}")
    rest = found["main"] - sum(cpu for cpu, _, _ in found["stages"].values())
    print(f"{'the rest of the worker thread':44}{rest / number * 1e6:>9.1f}")
    for name, cpu in found["threads"].items():
        print(f"{'thread ' + name:44}{cpu / number * 1e6:>9.1f}")


if __name__ == "__main__":
    main()
