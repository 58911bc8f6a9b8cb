"""A lifecycle is a table: it says what a code means where a document stands, and changes nothing."""

from itertools import product

import pytest

from hub.model import Lifecycle, Verdict

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
