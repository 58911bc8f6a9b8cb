"""`make bench-long`: memory over many documents, and speed on a store that holds a million transitions already."""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from child import Child
from ground import Ground, open_ground
from settings import BATCH, MESSAGES, STATUS
from trial import THE_HUB, Phase, Trial, running, trial_of

WARM_UP = 400
STEP = 2000
"""Documents that are under way at a time, so that queues stay short."""
SAMPLE = 5
"""Steps between two looks at the memory."""
MOST_MB, GROWTH, KEPT = 256.0, 1.05, 0.9
"""Targets: the most a worker may take; the end over a fifth of the way; full over empty store."""
RESULTS = Path(__file__).parent / "results"

# Rows as the hub's own: ids in the order of time, bytes that do not compress. Triggers and references are off.
FILL = (
    "SET session_replication_role = replica",
    "CREATE TEMPORARY TABLE noise AS SELECT string_agg(sha512(i::text::bytea), '' ORDER BY i) AS bytes"
    " FROM generate_series(1, 16000) i",
    "CREATE TEMPORARY TABLE made AS SELECT i, ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid AS id,"
    " '01900000-0000-7001-8000-' || lpad(to_hex(i), 12, '0') AS message, sha256(('s' || i)::bytea) AS dropped,"
    " sha256(('m' || i)::bytea) AS sent, sha256(('1' || i)::bytea) AS first, sha256(('2' || i)::bytea) AS second,"
    " 1700000000000000 + i * 1000 AS at FROM generate_series(1, {documents}) i",
    "INSERT INTO catalogue (digest) VALUES ('old')",
    "INSERT INTO payload SELECT dropped, substr(bytes, 1 + (i * 97) % 1000000, 972) FROM made, noise",
    "INSERT INTO payload SELECT sent, substr(bytes, 1 + (i * 89) % 1000000, 2557) FROM made, noise",
    "INSERT INTO document SELECT id, 'credit-authorization', 'national', 'old-' || i, dropped, dropped, 'national',"
    " 'ping-an', '91310000MB' || lpad(i::text, 8, '0'), '某某进出口有限公司', 'P002', 1, 2, second, NULL, at, at"
    " FROM made",
    "INSERT INTO message SELECT at, id, 1, 2557, number, message, 'out', 'ping-an', 'business', sent, NULL"
    " FROM made, catalogue WHERE digest = 'old'",
    "INSERT INTO transition SELECT at, id, 1, number, 'main', NULL, 'P001', 'document', 'old-' || i, dropped, '{{}}',"
    " first FROM made, catalogue WHERE digest = 'old'",
    "INSERT INTO transition SELECT at, id, 2, number, 'main', 'P001', 'P002', 'confirm', message, sent, '{{}}', second"
    " FROM made, catalogue WHERE digest = 'old'",
    "DROP TABLE made, noise",
    "SET session_replication_role = origin",
    "VACUUM ANALYZE",
    "CHECKPOINT",
)


def memory(ground: Ground, documents: int) -> dict[str, Any]:
    """One worker, so many documents: how much of it is resident on the way."""
    samples: list[tuple[int, float]] = []
    begun = time.perf_counter()
    with trial_of(ground, THE_HUB) as trial, running(trial, THE_HUB) as child:
        for step in range(1, documents // STEP + 1):
            _through(trial, child, STEP)
            if step % SAMPLE == 0:
                samples.append((step * STEP, round(child.memory("VmRSS"), 1)))
                print(f"{samples[-1][0]:>8} documents: {samples[-1][1]} MB")
        trial.require(THE_HUB, "P002")
        peak = child.memory()
    growth = samples[-1][1] / samples[max(0, len(samples) // 5 - 1)][1]
    found = {"documents": documents, "samples_mb": samples, "peak_mb": round(peak, 1), "growth": round(growth, 3)}
    met = peak <= MOST_MB and growth <= GROWTH
    print(f"peak {peak:.0f} MB (<= {MOST_MB:.0f}), end over a fifth {growth:.3f} (<= {GROWTH}): {_met(met)}")
    return {**found, "seconds": round(time.perf_counter() - begun), "is_met": met}


def _through(trial: Trial, child: Child, documents: int) -> Phase:
    """Submissions until all is out; then the party and the portal take what is theirs."""
    phase = trial.forward(child, THE_HUB, documents)
    for queue in (MESSAGES, STATUS):
        trial.watch.purge(queue)
    return phase


def full_store(ground: Ground, transitions: int, documents: int, rounds: int) -> dict[str, Any]:
    """The forward path on an empty store and on a full one, in turn."""
    empty: list[Phase] = []
    full: list[Phase] = []
    with trial_of(ground, THE_HUB) as filled:
        fill(filled, transitions // 2)
        for _ in range(rounds):
            with trial_of(ground, THE_HUB) as fresh:
                empty.append(_once(fresh, documents))
            full.append(_once(filled, documents))
            print(f"empty {empty[-1].rate:.0f}/s, full {full[-1].rate:.0f}/s")
    ratio = median(_rates(full)) / median(_rates(empty))
    print(f"full over empty {ratio:.2f} (>= {KEPT}): {_met(ratio >= KEPT)}")
    return {
        "transitions": transitions,
        "empty": [asdict(phase) for phase in empty],
        "full": [asdict(phase) for phase in full],
        "ratio": round(ratio, 3),
        "is_met": ratio >= KEPT,
    }


def fill(trial: Trial, documents: int) -> None:
    begun = time.perf_counter()
    for statement in FILL:
        trial.watch.tell(statement.format(documents=documents))
    size = trial.watch.ask("SELECT pg_database_size(current_database())") / 2**30
    print(f"{2 * documents} transitions, {size:.1f} GB, made in {time.perf_counter() - begun:.0f} s")


def _once(trial: Trial, documents: int) -> Phase:
    with running(trial, THE_HUB) as child:
        _through(trial, child, WARM_UP)
        return _through(trial, child, documents)


def _rates(phases: Sequence[Phase]) -> list[float]:
    return [phase.rate for phase in phases]


def _met(is_met: bool) -> str:
    return "met" if is_met else "SHORT"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["memory", "store"])
    parser.add_argument("--documents", type=int, help="100,000 for memory, 4,000 a round for store")
    parser.add_argument("--transitions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with open_ground("ecdsa", BATCH) as ground:
        if given.what == "memory":
            found = memory(ground, given.documents or 100_000)
        else:
            found = full_store(ground, given.transitions, given.documents or 4000, given.rounds)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{given.what}.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
