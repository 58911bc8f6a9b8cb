"""No small edit of a catalogue passes unseen: it is a fault, or changes what the hub does, and then the hub still runs.

Every line of every file is dropped, misspelt, changed and swapped with its neighbour. `make edits` makes all edits; the
tests make a sample of them, another one each day (HUB_EDITS is how many, HUB_EDITS_SEED which).
"""

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
import yaml
from catalogue_carry import carry, form_of, returned_by
from catalogue_dump import dump
from catalogue_edits import Edit, edits
from rig import ROOT, catalogue

from hub.catalogue import Catalogue, load_catalogue
from hub.rules import RULES

HOW_MANY = int(os.environ.get("HUB_EDITS", "32"))
SEED = os.environ.get("HUB_EDITS_SEED", datetime.now(UTC).date().isoformat())
LISTED = yaml.safe_load(Path(__file__).with_name("surviving-edits.yaml").read_text("utf-8"))
GROUPS = 2


MADE = "xsd/codes.xsd"
"""Made of the code lists, by the hub for itself and by `make docs` for readers."""


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


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packaged catalogue."""
    root = tmp_path_factory.mktemp("edits")
    shutil.copytree(ROOT / "routes", root / "routes")
    shutil.copytree(ROOT / "xsd", root / "xsd")
    return root


@pytest.fixture(scope="module")
def as_it_is() -> Any:
    return dump(catalogue())


@cache
def all_edits() -> list[Edit]:
    files = sorted(path for folder in ("routes", "xsd") for path in (ROOT / folder).rglob("*") if path.is_file())
    names = [str(path.relative_to(ROOT)) for path in files]
    return [edit for name in names if name != MADE for edit in edits(ROOT, name)]


def sample() -> list[Edit]:
    """The edits that are made now."""
    found, chance = all_edits(), Random(SEED)
    many = Counter(edit.file for edit in found)  # a list of thousands of codes must not crowd out the routes
    return sorted(found, key=lambda edit: chance.random() * many[edit.file] ** 0.5)[: HOW_MANY or None]


def load(home: Path) -> Catalogue:
    return load_catalogue([home / "routes"], [home / "xsd"], RULES)


def verdict(edit: Edit, home: Path, as_it_is: Any) -> Iterator[str]:
    """What is wrong with an edit that nobody noticed; nothing when it is a fault, or sound."""
    path = home / edit.file
    before = path.read_bytes()
    path.write_text(edit.of(before.decode("utf-8-sig")), "utf-8")
    try:
        loaded = load(home)
        if not loaded.problems:
            if dump(loaded) == as_it_is:
                yield from () if any(known.covers(edit) for known in SURVIVORS) else ("changes nothing",)
            else:
                yield from carry(loaded)
    except Exception as error:
        yield f"raises {type(error).__name__}: {error}"
    finally:
        path.write_bytes(before)


def test_everything_of_the_packaged_catalogue_can_be_carried() -> None:
    """Else a sample that breaks would say nothing about an edit."""
    assert list(carry(catalogue())) == []
    for route in catalogue().routes.values():
        assert set(returned_by(route)) == set(route.returned), route.document
        if route.first_form is not None and not route.is_made_by_hub:
            assert form_of(route)["data"], route.document


@pytest.mark.parametrize("group", range(GROUPS))
def test_no_small_edit_passes_unseen_or_breaks_at_run_time(group: int, home: Path, as_it_is: Any) -> None:
    """Each edit is a fault with a file and a line, or the catalogue does something else and still runs."""
    wrong = [f"{edit}: {said}" for edit in sample()[group::GROUPS] for said in verdict(edit, home, as_it_is)]
    assert not wrong, f"HUB_EDITS_SEED={SEED}\n" + "\n".join(wrong)


def test_each_reason_for_survivors_still_has_one() -> None:
    """A reason that covers no edit any more is taken off the list."""
    found = all_edits()
    assert [known.reason for known in SURVIVORS if not any(known.covers(edit) for edit in found)] == []
