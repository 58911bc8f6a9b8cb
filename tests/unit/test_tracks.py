"""A track takes what it is told in any order with the same end, and what it could not take is told with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from levies import NOTE, SCHEMA
from test_broken_catalogue import home, load  # noqa: F401 - a fixture

from hub.catalogue import Track, number_at
from hub.catalogue.words.places import Places, Where
from hub.model import Lifecycle
from hub.testing.rows import a_document

NEXT = {"K000": frozenset({"K001"}), "K001": frozenset[str]()}
GUARANTEE = Track("guarantee", Lifecycle(NEXT), None, places=Places(Where("f", 1), {}))


def end_of(told: list[str]) -> str:
    """Where a track ends that is told these statuses, one after the other."""
    current = ""
    for status in told:
        current = status if GUARANTEE.moves(current, status) else current
    return current


@given(st.lists(st.sampled_from(["K000", "K001"])))
def test_a_track_ends_with_the_highest_status_that_it_was_told(told: list[str]) -> None:
    """S2 §3.2: blank → 未缴款 → 已缴款, or 已缴款 at once; never back."""
    assert end_of(told) == max(told, default="")


def test_a_track_takes_no_status_of_another() -> None:
    """Blank or not."""
    assert not GUARANTEE.moves("", "S")
    assert not GUARANTEE.moves("K000", "S")


@pytest.mark.parametrize(
    ("resource", "problems"),
    [
        ("[levy-note]", []),
        (
            "[levy-note, enterprise]",
            ["deposit-levy concerns several enterprises: a claim on it is not counted for each of them"],
        ),
    ],
)
def test_rights_on_a_levy_are_not_counted_by_enterprise(home: Path, resource: str, problems: list[str]) -> None:  # noqa: F811
    """Rights belong to the document, whoever acts."""
    claim = f"claims:\n  - {{on: {resource}, each: levy, exclusive: note, released-by: [G003]}}\n"
    for name, text in {
        "routes/trial/levy-note.yaml": NOTE.replace("tells:\n", f"{claim}tells:\n"),
        "xsd/trial.xsd": SCHEMA,
    }.items():
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(text, "utf-8")
    assert [found.text.en for found in load(home).problems] == problems


def test_statuses_on_tracks_stand_beside_each_other() -> None:
    """Each replaces its own track's only; a blank one leaves nothing."""
    document = a_document().put_on_track("guarantee", "K000").put_on_track("account", "", "E")
    assert document.track_statuses == {"account": ["E"], "guarantee": ["K000"]}
    document = document.put_on_track("guarantee", "K001", "E").put_on_track("account", "")
    assert (document.tracks, document.on_track("guarantee")) == ("guarantee:K001:E", ("K001", "E"))
    assert document.on_track("account") == ("", "")


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ({"a": "ZS1", "b": "2"}, "ZS1 2"),
        ({"a": " ZS1 ", "b": " "}, "ZS1"),
        ({"a": "ZS1"}, "ZS1"),
        ({"b": "2"}, None),
        ({"a": " ", "b": "2"}, None),
    ],
)
def test_a_number_of_two_parts_is_both_together(values: dict[str, str], number: str | None) -> None:
    """An empty 序号 is one of its own; without 担保编号 there is no number."""
    assert number_at(values, "a+b") == number
