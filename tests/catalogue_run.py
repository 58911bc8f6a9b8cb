"""Judge all small edits of the packaged catalogue, so that a run can stop at any time and go on later.

`python tests/catalogue_run.py FOLDER SHARD SHARDS [HOW_MANY]`; `make edits` runs two shards. FOLDER has one line for
each edit that was judged, and edits that stand there are not judged again. Kinds that are few come first.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time

from catalogue_edits import Edit
from catalogue_judge import ROOT, Judge, Outcome, all_edits

EVERY = 500
"""Edits between two lines about how far a run is."""
AFRESH = 1000
"""Edits after which a run begins again in a new process: schemas that were compiled once stay in memory."""
TAB = "\t"


def kind_of_file(file: str) -> str:
    """Route, party, portal, dialect, code list, schema, or one of the files that there is one of."""
    folder, _, rest = file.partition("/")
    kind, is_inside, _ = rest.partition("/")
    if folder == "xsd":
        return "schemas"
    if not is_inside:
        return rest
    return kind if kind in ("parties", "portals", "dialects", "codes") else "routes"


def in_order(found: list[Edit], seed: str) -> list[Edit]:
    """The edits in an order of chance in which every kind comes early: of a kind of many a smaller part."""
    many = Counter((kind_of_file(edit.file), edit.kind) for edit in found)
    chance = Random(seed)
    return sorted(found, key=lambda edit: chance.random() * many[kind_of_file(edit.file), edit.kind] ** 0.5)


def judged_before(folder: Path) -> dict[str, Outcome]:
    """The edits that earlier runs judged, by their text."""
    lines = (line for path in sorted(folder.glob("*.txt")) for line in path.read_text("utf-8").splitlines())
    return {edit: Outcome(outcome) for outcome, edit in (line.split(TAB)[:2] for line in lines)}


def report(folder: Path) -> Iterator[str]:
    """How many edits of each kind of file were judged, and how."""
    before, all_of = judged_before(folder), Counter[str]()
    found: dict[str, Counter[str]] = {}
    for edit in all_edits():
        kind = kind_of_file(edit.file)
        all_of[kind] += 1
        found.setdefault(kind, Counter())[before.get(str(edit), "not judged")] += 1
    words = [*map(str, Outcome), "not judged"]
    yield TAB.join(["kind of file", "edits", *words])
    for kind, counts in sorted(found.items()):
        yield TAB.join([kind, str(all_of[kind]), *(str(counts[word]) for word in words)])
    yield TAB.join(["all", str(all_of.total()), *(str(sum(c[word] for c in found.values())) for word in words)])


def main(folder: Path, shard: int, shards: int, how_many: int = 0) -> int:
    """Judge a shard of so many edits, all if 0; 1 when one of them is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = in_order(all_edits(), os.environ.get("HUB_EDITS_SEED", "0"))[: how_many or None][shard::shards]
    before = judged_before(folder)
    waiting = [edit for edit in chosen if str(edit) not in before]
    wrong = sum(before.get(str(edit)) is Outcome.WRONG for edit in chosen)
    with TemporaryDirectory() as home, (folder / f"{shard}.txt").open("a", encoding="utf-8") as kept:
        judge = Judge(Path(home))
        for number, edit in enumerate(waiting, 1):
            outcome, said = judge.judged(edit)
            print(outcome, edit, *said, sep=TAB, file=kept, flush=True)
            if outcome is Outcome.WRONG:
                wrong += 1
                print(f"{edit}: {'; '.join(said)}", flush=True)
            if number % EVERY == 0 or number == len(waiting):
                told = f"{number} of {len(waiting)}, {wrong} wrong, {process_time():.0f} s of processor time"
                print(f"# {told}", flush=True)
            if number == AFRESH < len(waiting):
                break
    if len(waiting) > AFRESH:
        os.execv(sys.executable, [sys.executable, *sys.argv])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    if len(sys.argv) == 2:
        print(*report(Path(sys.argv[1])), sep="\n")
        sys.exit(0)
    sys.exit(main(Path(sys.argv[1]), *map(int, sys.argv[2:])))
