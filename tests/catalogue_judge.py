"""Judge small edits of the packaged catalogue: each must be a fault, or change what the hub does and still run.

As a program, judge all of them in an order of chance, and write down those that pass unseen or break:
`python tests/catalogue_judge.py SHARD SHARDS [HOW_MANY [FROM]]`; `make edits` runs two shards.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

import yaml
from catalogue_carry import carry
from catalogue_dump import Compared
from catalogue_edits import Edit, edits
from catalogue_reuse import Reloading

ROOT = Path(__file__).resolve().parent.parent
LISTED = yaml.safe_load((ROOT / "tests/unit/surviving-edits.yaml").read_text("utf-8"))
MADE = "xsd/codes.xsd"
"""Made of the code lists, by the hub for itself and by `make docs` for readers."""
EVERY = 200
"""Edits between two lines about how far a program is."""


class Survivor(NamedTuple):
    """Edits that change nothing, and why that is right; regular expressions."""

    file: str
    kind: str
    line: str
    now: str
    """The line as it is then."""
    reason: str

    def covers(self, edit: Edit) -> bool:
        said = ((self.file, edit.file), (self.kind, edit.kind), (self.line, edit.was), (self.now, edit.now))
        return all(re.search(pattern, text) for pattern, text in said)


SURVIVORS = [Survivor(*(row.get(name, "") for name in Survivor._fields)) for row in LISTED]


@cache
def all_edits() -> list[Edit]:
    """Every small edit of every file of the packaged catalogue."""
    files = sorted(path for folder in ("routes", "xsd") for path in (ROOT / folder).rglob("*") if path.is_file())
    names = [str(path.relative_to(ROOT)) for path in files]
    return [edit for name in names if name != MADE for edit in edits(ROOT, name)]


class Judge:
    """Makes edits in a copy of the packaged catalogue, one at a time."""

    def __init__(self, home: Path) -> None:
        """`home` is an empty folder."""
        for folder in ("routes", "xsd"):
            shutil.copytree(ROOT / folder, home / folder)
        self.home = home
        self.reloading = Reloading(home)
        self.compared = Compared(self.reloading.first)

    def verdicts(self, edit: Edit) -> Iterator[str]:
        """What is wrong with an edit that nobody noticed; nothing when it is a fault, or sound."""
        path = self.home / edit.file
        before = path.read_bytes()
        path.write_text(edit.of(before.decode("utf-8-sig")), "utf-8")
        try:
            loaded = self.reloading.load()
            if not loaded.problems:
                if self.compared.is_same(loaded):
                    yield from () if any(known.covers(edit) for known in SURVIVORS) else ("changes nothing",)
                else:
                    yield from carry(loaded, self.reloading.first)
        except Exception as error:
            yield f"raises {type(error).__name__}: {error}"
        finally:
            path.write_bytes(before)

    def wrong(self, chosen: Iterable[Edit]) -> Iterator[str]:
        """What is wrong, with the edit."""
        for edit in chosen:
            yield from (f"{edit}: {said}" for said in self.verdicts(edit))


def _main(shard: int, shards: int, how_many: int = 0, first: int = 0) -> int:
    """Judge a shard of so many edits, all if 0, without the first ones of the shard."""
    chosen = all_edits().copy()
    Random(os.environ.get("HUB_EDITS_SEED", "0")).shuffle(chosen)
    chosen = chosen[: how_many or None][shard::shards][first:]
    wrong = 0
    with TemporaryDirectory() as home:
        judge = Judge(Path(home))
        for number, edit in enumerate(chosen, 1):
            for said in judge.wrong([edit]):
                wrong += 1
                print(said, flush=True)
            if number % EVERY == 0 or number == len(chosen):
                said = f"{number} of {len(chosen)}, {wrong} wrong, {process_time():.0f} s of processor time"
                print(f"# {said}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(_main(*map(int, sys.argv[1:])))
