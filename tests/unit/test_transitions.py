"""A transition's hash covers every field of it and the hash before it, and never changes for the same fields."""

from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from hub.model import GENESIS, Cause, Transition
from hub.model.transition import DISPUTED, CauseKind

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


# ---- what a transition tells -----------------------------------------------------------------

FILE = {"sha256": "ef" * 32, "size": 9}


def a_row(before: str | None = "P001", after: str = "P002", cause: CauseKind = "receipt", **detail: Any) -> Transition:
    return replace(FIRST, before=before, after=after, cause=Cause(cause, "r-1", "ab" * 32), detail=detail)


def test_portals_hear_of_moves_and_of_events_of_their_own() -> None:
    """Not of an observation that is no event."""
    rows = [a_row(None, "P001"), a_row(), a_row("S", "S"), a_row("S", "S", event="W001")]
    assert [row.is_notified for row in rows] == [True, True, False, True]


def test_portals_are_reported_what_came_back_and_in_which_words() -> None:
    """Of a dispute only that there is one."""
    detail: dict[str, Any] = {"returned": {"number": "1"}, "reason": ["余额不足"]}
    assert (a_row(**detail).returned_shown, a_row(**detail).reason_shown) == ({"number": "1"}, ["余额不足"])
    hidden = a_row("S", "S", event=DISPUTED, **detail)
    assert (hidden.returned_shown, hidden.reason_shown) == ({}, [])
    assert (hidden.returned, hidden.reason) == ({"number": "1"}, ["余额不足"])
    assert a_row("S", "S", event="W001", **detail).returned_shown == {"number": "1"}


def test_values_count_when_they_moved_something_or_an_operator_says_so() -> None:
    """What a receipt brought that moved nothing does not count, nor does an operator's word without values."""
    told: dict[str, Any] = {"returned": {"number": "1"}}
    rows = [
        a_row(**told),
        a_row("S", "S", **told),
        a_row("S", "S", "document", **told),
        a_row("S", "S", "operator", **told),
        a_row("S", "S", "operator"),
        a_row("S", "T", "operator"),
    ]
    assert [row.is_taken for row in rows] == [True, False, False, True, False, True]


def test_files_are_those_values_that_have_a_digest() -> None:
    """With their sizes; a list or a text is none, nor is what is hidden in a dispute."""
    returned = {"policy": FILE, "number": "1", "customs": ["0100"], "figures": {"total": "1.00"}}
    assert a_row(returned=returned).files == {"policy": 9}
    assert a_row("S", "S", event=DISPUTED, returned=returned).files == {}
    assert a_row().files == {}


def test_a_reason_is_a_list_of_a_partys_texts() -> None:
    """An operator's is one text, and no party's."""
    assert a_row(reason=["一", "二"]).reason == ["一", "二"]
    assert a_row(cause="operator", reason="为何").reason == []
    assert a_row().reason == []


def test_trails_of_older_hubs_have_their_reasons_among_what_came_back() -> None:
    """As faults with code, field and text, each of which may be missing; they are no value."""
    older = [{"Code": "T-7", "Field": "Seal", "Text": "看不清"}, {"Text": "only"}, {"Code": "T-8"}]
    row = a_row(returned={"number": "1", "reasons": older, "total": "2.00"}, reason=["new"])
    assert row.reason == ["new", "T-7 Seal 看不清", "only", "T-8"]
    assert row.returned == row.returned_shown == {"number": "1", "total": "2.00"}


def test_texts_are_compared_by_what_they_say() -> None:
    """A row that was read from a store has texts of its own."""

    def anew(text: str) -> str:
        return "".join(list(text))

    assert a_row(anew("P002"), anew("P002")).is_observation
    assert a_row(event=anew(DISPUTED), reason=["余额不足"]).reason_shown == []
    assert a_row(returned={anew("reasons"): []}).returned == {}


def test_a_row_cannot_be_changed() -> None:
    """Neither it nor its cause."""
    with pytest.raises(FrozenInstanceError):
        FIRST.seq = 2  # type: ignore[misc]  # that is what is tried
    with pytest.raises(FrozenInstanceError):
        FIRST.cause.ref = "q-2"  # type: ignore[misc]  # as above


def test_the_first_hash_follows_nothing() -> None:
    """64 zeros stand for it."""
    assert GENESIS == "0" * 64
    assert Transition.__dataclass_fields__["hash"].default == ""


@pytest.mark.parametrize("other", [[], None, "", 0, False])
def test_nothing_else_that_is_empty_hashes_like_no_details(other: Any) -> None:
    """A column that was changed from one to the other must be found."""
    assert replace(FIRST, detail=other).own_hash() != replace(FIRST, detail={}).own_hash()
