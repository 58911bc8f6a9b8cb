"""Judge small edits of the packaged catalogue: each must be a fault, or change what the hub does and still run.

`make edits` judges all of them (tests/catalogue_run.py).
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from catalogue_carry import carry
from catalogue_dump import Compared
from catalogue_edits import Edit, edits
from catalogue_reuse import Refused, Reloading

ROOT = Path(__file__).resolve().parent.parent
LISTED = yaml.safe_load((ROOT / "tests/unit/surviving-edits.yaml").read_text("utf-8"))
MADE = "xsd/codes.xsd"
"""Made of the code lists, by the hub for itself and by `make docs` for readers."""
WHOLE = 20
"""One of so many refused edits is loaded to the end too: what comes after the first fault must not raise."""


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
        self._refused = 0

    def judged(self, edit: Edit) -> "Judged":
        """The outcome of one edit."""
        path = self.home / edit.file
        before = path.read_bytes()
        path.write_text(edit.of(before.decode("utf-8-sig")), "utf-8")
        try:
            return self._judged(edit)
        except Exception as error:
            return Judged(Outcome.WRONG, (f"raises {type(error).__name__}: {error}",))
        finally:
            path.write_bytes(before)

    def wrong(self, chosen: Iterable[Edit]) -> Iterator[str]:
        """What is wrong, with the edit."""
        for edit in chosen:
            yield from (f"{edit}: {said}" for said in self.judged(edit).wrong)

    def _judged(self, edit: Edit) -> "Judged":
        try:
            loaded = self.reloading.load(to_the_end=False)
        except Refused:
            self._refused += 1
            if self._refused % WHOLE == 1:
                self.reloading.load()
            return Judged(Outcome.REFUSED)
        if not self.compared.is_same(loaded):
            broken = tuple(carry(loaded, self.reloading.first))
            return Judged(Outcome.WRONG if broken else Outcome.CHANGED, broken)
        if any(known.covers(edit) for known in SURVIVORS):
            return Judged(Outcome.LISTED)
        return Judged(Outcome.WRONG, ("changes nothing",))


class Outcome(StrEnum):
    """What became of an edit."""

    REFUSED = "refused"
    """A fault, with its file and line."""
    CHANGED = "changed"
    """The hub does something else, and still runs."""
    LISTED = "listed"
    """It changes nothing, and that is right: a reason covers it."""
    WRONG = "wrong"


class Judged(NamedTuple):
    """The outcome of one edit."""

    outcome: Outcome
    wrong: tuple[str, ...] = ()
    """What is wrong with it; nothing but for WRONG."""
