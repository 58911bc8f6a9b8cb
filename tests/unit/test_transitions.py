"""A transition's hash covers every field of it and the hash before it, and never changes for the same fields."""

from dataclasses import fields, replace
from typing import Any

import pytest

from hub.model import GENESIS, Cause, Transition

FIRST = Transition(
    document="0198f0c2-0000-7000-8000-000000000001",
    seq=1,
    track="main",
    before=None,
    after="P001",
    cause=Cause("document", "q-1", "ab" * 32),
    detail={"returned": {"total": "5000000.00"}, "名": ["一", "二"]},
    at=1_790_000_000_000_001,
    catalogue="cd" * 32,
    previous=GENESIS,
)
GOLDEN = "46d3bfda2445e79c0cf2859dfe0b5889506ce7f98e4d2e5ed31afd2e2f155896"


def test_the_hash_of_known_fields_is_this_one() -> None:
    """Changing how it is made would break every store there is: raise HASH_VERSION then."""
    assert FIRST.sealed().hash == GOLDEN


def test_sealing_changes_nothing_else_and_can_be_repeated() -> None:
    """The hash is not part of what it covers."""
    sealed = FIRST.sealed()
    assert replace(sealed, hash="") == FIRST
    assert sealed.sealed() == sealed


OTHERS: dict[str, Any] = {
    "document": "0198f0c2-0000-7000-8000-000000000002",
    "seq": 2,
    "track": "guarantee",
    "before": "P001",
    "after": "P002",
    "cause": Cause("document", "q-1", "ac" * 32),
    "detail": {"returned": {"total": "5000000.01"}, "名": ["一", "二"]},
    "at": 1_790_000_000_000_002,
    "catalogue": "ce" * 32,
    "previous": "1" * 64,
}


def test_every_field_has_its_case() -> None:
    """A field added to the transition must be added to its hash."""
    assert {*OTHERS, "hash"} == {f.name for f in fields(Transition)}


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_field_gives_another_hash(name: str) -> None:
    """Nothing of a trail can be changed unseen."""
    assert replace(FIRST, **{name: OTHERS[name]}).sealed().hash != FIRST.sealed().hash


@pytest.mark.parametrize(
    "cause", [Cause("receipt", "q-1", "ab" * 32), Cause("document", "q-2", "ab" * 32)], ids=["kind", "ref"]
)
def test_every_part_of_the_cause_counts(cause: Cause) -> None:
    """Its digest is among the fields above."""
    assert replace(FIRST, cause=cause).sealed().hash != FIRST.sealed().hash


def test_the_order_in_which_a_detail_was_written_does_not_count() -> None:
    """RFC 8785 sorts keys, so a store may give them back in its own order."""
    turned = dict(reversed([*FIRST.detail.items()]))
    assert replace(FIRST, detail=turned).sealed().hash == FIRST.sealed().hash


def test_a_chain_breaks_where_an_earlier_link_was_changed() -> None:
    """Each hash covers the one before it."""
    one = FIRST.sealed()
    two = replace(FIRST, seq=2, before="P001", after="P002", previous=one.hash).sealed()
    forged = replace(FIRST, after="S").sealed()
    assert replace(two, previous=forged.hash).sealed().hash != two.hash


def test_a_row_that_moves_nothing_is_an_observation() -> None:
    """from = to; the first row moves, from nothing."""
    assert replace(FIRST, before="P001").is_observation
    assert not FIRST.is_observation
