"""A code is read by the table of its message's type, and a delivery of several messages by their ids."""

from dataclasses import replace

import pytest
from test_interpret import opened

from adapters.envelope.responses import agreed_kind
from hub.catalogue.mapping.dialects import best_match
from hub.errors import Rejected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("INV201", "INV201"),
        ("INV2011", "INV*"),
        ("INV", "INV*"),
        ("CEB312Message", "CEB3*"),
        ("CEB816Message", "CEB*"),
        ("SAS221", "*"),
        ("", "*"),
    ],
)
def test_the_longest_pattern_that_fits_counts(name: str, expected: str) -> None:
    """A whole name before any beginning."""
    assert best_match(name, ["*", "INV*", "INV201", "CEB*", "CEB3*"]) == expected


def test_a_name_that_no_pattern_fits_has_none() -> None:
    """Nothing is guessed from a name that is only alike."""
    assert best_match("INV2110", ["INV211", "CEB816*"]) is None
    assert best_match("inv211", ["INV211"]) is None


@pytest.mark.parametrize(
    ("code", "results", "expected"),
    [
        ("0000", [], "success"),
        ("0000", ["0000", "0"], "success"),
        ("0000", ["0000", "3003"], "unknown"),
        ("0002", ["0002", "HUB-204", "-5"], "refused"),
        ("1004", ["0000"], "unknown"),
        ("3003", ["3003"], "retry"),
        ("4409", ["0000"], "unknown"),
    ],
)
def test_a_response_means_what_all_of_its_records_say(code: str, results: list[str], expected: str) -> None:
    """A part is never the whole."""
    assert agreed_kind(code, results) == expected


def test_a_message_that_came_with_others_is_found_by_its_id_alone() -> None:
    """Another one is never taken for it."""
    one = opened("CreditAuthorizationDecision", {"Code": "S"})
    whole = replace(one, more=(replace(one, id="r-1#2", sent_as="r-1"),))
    assert [whole.part(name).id for name in ("r-1", "r-1#2")] == ["r-1", "r-1#2"]
    with pytest.raises(Rejected) as refusal:
        whole.part("r-1#3")
    assert [fault.code for fault in refusal.value.faults] == ["HUB-422"]
