"""What the sealed log costs: the hub's forward path with it and without it, in turn, in one run.

Without: no transition waits for its seal, as before there was a log. With: a checkpoint is signed each second.
"""

import argparse
from statistics import median

from ground import Ground, open_ground
from settings import BATCH
from trial import THE_HUB, Phase, running, trial_of

WARM_UP = 400
KEPT = 0.95
"""Target: speed with the log over speed without it."""
WITHOUT = "DROP TRIGGER transition_waits_for_seal ON transition"


def once(ground: Ground, documents: int, *, seals: bool) -> Phase:
    """One run on a new store; with the log, everything but the last second's records is sealed at its end."""
    with trial_of(ground, THE_HUB, seals=seals) as trial:
        if not seals:
            trial.watch.tell(WITHOUT)
        with running(trial, THE_HUB) as child:
            trial.forward(child, THE_HUB, WARM_UP)
            phase = trial.forward(child, THE_HUB, documents)
        sealed = trial.watch.ask("SELECT max(size) FROM checkpoint") or 0
        if seals and sealed < documents:
            raise RuntimeError(f"only {sealed} transitions of {documents} documents are sealed")
        return phase


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=4000, help="a round")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    rates, cpu = list[float](), list[float]()
    with open_ground("ecdsa", BATCH) as ground:
        for number in range(given.rounds):
            order = (True, False) if number % 2 else (False, True)
            found = {seals: once(ground, given.documents, seals=seals) for seals in order}
            rates.append(found[True].rate / found[False].rate)
            cpu.append(found[True].cpu / found[False].cpu)
            print(f"with {found[True].rate:.0f}/s, without {found[False].rate:.0f}/s", flush=True)
    ratio = median(rates)
    met = "met" if ratio >= KEPT else "SHORT"
    print(f"with over without {ratio:.3f} ({min(rates):.3f} … {max(rates):.3f}; >= {KEPT}): {met}")
    print(f"processor time of the worker {median(cpu):.3f} ({min(cpu):.3f} … {max(cpu):.3f})")


if __name__ == "__main__":
    main()
