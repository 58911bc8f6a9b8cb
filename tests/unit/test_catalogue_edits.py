"""No small edit of a catalogue passes unseen: it is a fault, or changes what the hub does, and then the hub still runs.

Every line of every file is dropped, misspelt, changed, emptied and swapped with its neighbour. `make edits` makes all
edits; the tests make a sample of them, another one each day (HUB_EDITS is how many, HUB_EDITS_SEED which).
"""

import os
import shutil
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

import pytest
from catalogue_carry import carry, form_of, returned_by
from catalogue_dump import dump
from catalogue_edits import Edit
from catalogue_judge import SURVIVORS, Judge, all_edits
from rig import ROOT, catalogue

from hub.catalogue import load_catalogue
from hub.rules import RULES

HOW_MANY = int(os.environ.get("HUB_EDITS", "32"))
SEED = os.environ.get("HUB_EDITS_SEED", datetime.now(UTC).date().isoformat())
GROUPS = 2
ALIKE = 4
"""Edits that are also loaded without reuse, and compared."""


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return Judge(tmp_path_factory.mktemp("edits"))


@cache
def sample() -> list[Edit]:
    """The edits that are made now; not while tests are collected, which each process does."""
    found, chance = all_edits(), Random(SEED)
    many = Counter(edit.file for edit in found)  # a list of thousands of codes must not crowd out the routes
    return sorted(found, key=lambda edit: chance.random() * many[edit.file] ** 0.5)[:HOW_MANY]


def test_everything_of_the_packaged_catalogue_can_be_carried() -> None:
    """Else a sample that breaks would say nothing about an edit."""
    assert list(carry(catalogue())) == []
    for route in catalogue().routes.values():
        assert set(returned_by(route)) == set(route.returned), route.document
        if route.first_form is not None and not route.is_made_by_hub:
            assert form_of(route)["data"], route.document


@pytest.mark.parametrize("group", range(GROUPS))
def test_no_small_edit_passes_unseen_or_breaks_at_run_time(group: int, judge: Judge) -> None:
    """Each edit is a fault with a file and a line, or the catalogue does something else and still runs."""
    wrong = list(judge.wrong(sample()[group::GROUPS]))
    assert not wrong, f"HUB_EDITS_SEED={SEED}\n" + "\n".join(wrong)


@pytest.mark.parametrize("number", range(ALIKE))
def test_an_edit_is_judged_as_if_everything_were_loaded_again(number: int, judge: Judge, tmp_path: Path) -> None:
    """What is taken from an earlier load is what a new load would give."""
    edit = sample()[number]
    for folder in ("routes", "xsd"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    text = edit.of((ROOT / edit.file).read_text("utf-8-sig"))
    for home in (tmp_path, judge.home):
        (home / edit.file).write_text(text, "utf-8")
    try:
        quick, whole = judge.reloading.load(), load_catalogue([tmp_path / "routes"], [tmp_path / "xsd"], RULES)
        assert list(quick.problems) == list(whole.problems)
        if not whole.problems:
            assert judge.compared.is_same(quick) == (dump(whole) == dump(catalogue()))
            assert dump(quick) == dump(whole)
            assert list(carry(quick, judge.reloading.first)) == list(carry(whole))
    finally:
        shutil.copy(ROOT / edit.file, judge.home / edit.file)


def test_each_reason_for_survivors_still_has_one() -> None:
    """A reason that covers no edit any more is taken off the list."""
    found = all_edits()
    assert [known.reason for known in SURVIVORS if not any(known.covers(edit) for edit in found)] == []
