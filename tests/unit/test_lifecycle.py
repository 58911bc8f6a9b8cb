"""A lifecycle is a table: it says what a code means where a document stands, and changes nothing."""

from dataclasses import FrozenInstanceError, replace
from itertools import product

import pytest

from hub.model import Lifecycle, Status, Statuses, Verdict

END: frozenset[str] = frozenset()
QUOTA = Lifecycle(
    {
        "P001": frozenset({"P003", "P002", "P005", "P004", "S", "F"}),
        "P003": frozenset({"P002", "P005", "P004", "S", "F"}),
        "P002": frozenset({"P005", "P004", "S", "F"}),
        "P005": frozenset({"P004", "S", "F"}),
        "P004": frozenset({"S", "F"}),
        "S": END,
        "F": END,
    },
    ((frozenset({"S"}), frozenset({"F"})),),
)
GROUPS = Lifecycle(
    {"P202": frozenset({"D002", "U005"}), "D002": frozenset({"U005"}), "U005": END},
    ((frozenset({"P202", "D002"}), frozenset({"U005"})),),
)


@pytest.mark.parametrize(
    ("current", "code", "expected"),
    [
        ("P001", "P002", Verdict.MOVES),
        ("P001", "S", Verdict.MOVES),
        ("P003", "P002", Verdict.MOVES),
        ("P005", "P004", Verdict.MOVES),
        ("P004", "P005", Verdict.OBSERVED),
        ("P002", "P002", Verdict.OBSERVED),
        ("S", "P004", Verdict.OBSERVED),
        ("S", "S", Verdict.OBSERVED),
        ("S", "F", Verdict.CONTRADICTS),
        ("F", "S", Verdict.CONTRADICTS),
        ("P001", "Z999", Verdict.OBSERVED),
        ("H001", "S", Verdict.OBSERVED),
    ],
)
def test_a_code_means_what_the_table_says(current: str, code: str, expected: Verdict) -> None:
    """Higher rank moves, equal or lower is observed, the other outcome contradicts."""
    assert QUOTA.judge(current, code) is expected


def test_a_move_to_a_lower_rank_is_none_even_when_listed() -> None:
    """Rank is the order of the table; a listed step back is not followed by a receipt."""
    back = Lifecycle({"A": frozenset({"B"}), "B": frozenset({"A"})})
    assert (back.judge("A", "B"), back.judge("B", "A")) == (Verdict.MOVES, Verdict.OBSERVED)


def test_statuses_of_one_alternative_do_not_exclude_each_other() -> None:
    """P202 and D002 are the same outcome; U005 is the other."""
    assert not GROUPS.excludes("P202", "D002")
    assert GROUPS.judge("P202", "D002") is Verdict.MOVES
    assert GROUPS.judge("D002", "U005") is Verdict.CONTRADICTS


def test_exclusion_is_mutual() -> None:
    """Whichever of two comes first, the other contradicts it."""
    for lifecycle in (QUOTA, GROUPS):
        for one, other in product(lifecycle.next, repeat=2):
            assert lifecycle.excludes(one, other) == lifecycle.excludes(other, one)


def test_nothing_excludes_itself_or_what_is_no_outcome() -> None:
    """Only the sets named as outcomes count."""
    assert not any(QUOTA.excludes(code, code) or QUOTA.excludes("P004", code) for code in QUOTA.next)


def test_the_first_status_and_the_ranks_are_the_tables_order() -> None:
    """P001 < P003 < P002 < P005 < P004."""
    assert QUOTA.first == "P001"
    assert sorted(QUOTA.rank, key=lambda code: QUOTA.rank[code])[:5] == ["P001", "P003", "P002", "P005", "P004"]


def test_a_code_of_equal_rank_moves_nothing_even_when_it_is_listed() -> None:
    """A status that names itself is not reached a second time."""
    assert Lifecycle({"A": frozenset({"A"})}).judge("A", "A") is Verdict.OBSERVED


def test_an_act_of_the_hub_goes_along_the_moves_whatever_the_ranks() -> None:
    """And nowhere else, nor from a status that the type does not have."""
    back = Lifecycle({"A": frozenset({"B"}), "B": frozenset({"A"})})
    assert (back.allows("B", "A"), back.allows("A", "A"), back.allows("Z", "A")) == (True, False, False)


def test_a_lifecycle_ends_where_there_is_no_way_on() -> None:
    """A status that the type does not have is no end of it."""
    assert [code for code in ("P001", "P004", "S", "F", "Z999") if QUOTA.ends_at(code)] == ["S", "F"]


def test_three_outcomes_exclude_each_other() -> None:
    """And sets of alternatives are looked at one by one: what is in no set excludes nothing."""
    outcomes = Lifecycle(
        dict.fromkeys("ABCDEX", END),
        (
            (frozenset("A"), frozenset("B"), frozenset("C")),
            (frozenset("D"), frozenset("E")),
        ),
    )
    excluding = {one + other for one, other in product("ABCDEX", repeat=2) if outcomes.excludes(one, other)}
    assert excluding == {"AB", "AC", "BA", "BC", "CA", "CB", "DE", "ED"}


# ---- all statuses ----

WAITING = Status("P002", "报文发送成功", "sent", "open", list_zh="发送成功", list_en="sent on")
DONE = Status("S", "处理成功", "accepted", "rest", own={"authorization": ("签约成功", "signed")})
LATE = Status("W001", "逾期", "overdue", "event")
OVER = Status("F", "处理失败", "failed", "final", list_en="failure")
STATUSES = Statuses({status.code: status for status in (WAITING, DONE, LATE, OVER)}, {"notice": {"S", "P002"}})


def test_a_document_is_at_its_end_for_every_type_or_for_its_own() -> None:
    """A final status is one for all; others where the type has no way on. A code that nobody knows is no end."""
    over = [
        (type_, code)
        for type_ in ("notice", "quota")
        for code in ["P002", "S", "W001", "F", "Z"]
        if STATUSES.is_over(type_, code)
    ]
    assert over == [("notice", "P002"), ("notice", "S"), ("notice", "F"), ("quota", "F")]
    assert STATUSES.final == ["F"]
    assert STATUSES.own_ends == [("notice", "P002"), ("notice", "S")]


def test_a_list_has_the_words_of_its_type_or_its_own_or_those_of_the_row() -> None:
    """Each language by itself."""
    assert WAITING.listed("quota") == ("发送成功", "sent on")
    assert DONE.listed("authorization") == ("签约成功", "signed")
    assert DONE.listed("quota") == ("处理成功", "accepted")
    assert OVER.listed("quota") == ("处理失败", "failure")


def test_statuses_are_the_same_whatever_a_type_calls_them() -> None:
    """A type's own words are no part of what a status is."""
    assert replace(DONE, own={}) == DONE
    assert replace(DONE, zh="其他") != DONE


@pytest.mark.parametrize("value", [DONE, QUOTA])
def test_nothing_that_all_share_can_be_changed(value: object) -> None:
    """Neither a status nor a table."""
    with pytest.raises(FrozenInstanceError):
        setattr(value, "code" if value is DONE else "next", {})
