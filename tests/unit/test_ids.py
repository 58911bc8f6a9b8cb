"""UUIDs are compared as UUIDs, other ids to the letter."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rig import catalogue

from hub.model.identifier import is_same_id, known_id, read_uuid

OURS = "01a1fe01-bd39-7e85-80f6-588b3e09234d"


@pytest.mark.parametrize(
    "echoed",
    [OURS, OURS.upper(), OURS.replace("-", ""), OURS.replace("-", "").upper(), OURS.replace("-", "", 1), f" {OURS}\n"],
)
def test_a_uuid_is_known_however_it_is_spelt(echoed: str) -> None:
    """Mainframe banks fold case and strip hyphens."""
    assert known_id(echoed) == OURS
    assert is_same_id(echoed, OURS)


@pytest.mark.parametrize("text", ["", "s-1", "S-1", OURS[:-1], f"{OURS}0", OURS.replace("-", "_"), "{" + OURS + "}"])
def test_any_other_id_is_left_as_it_is(text: str) -> None:
    """Case may tell two of them apart."""
    assert read_uuid(text) is None
    assert known_id(text) == text
    assert not is_same_id("s-1", "S-1")


@given(one=st.uuids(), other=st.uuids())
def test_two_uuids_are_the_same_exactly_when_their_numbers_are(one: UUID, other: UUID) -> None:
    """In whichever spelling."""
    assert is_same_id(one.hex.upper(), str(other)) is (one.int == other.int)
    assert is_same_id(one.hex.upper(), str(one))


def test_a_number_that_a_notice_does_not_bring_is_no_number() -> None:
    """Two policies without one do not hold the same."""
    policy = catalogue().routes["duty-policy"]
    assert policy.once_key("ping-an", {"policy_number": "P-1"}) == "duty-policy:ping-an:P-1"
    assert policy.once_key("ping-an", {}) == ""
