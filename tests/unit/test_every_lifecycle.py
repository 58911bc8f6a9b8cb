"""What holds of every lifecycle of the catalogue: receipts in any order, and walks of receipts and acts."""

from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rig import catalogue

from hub.catalogue import Leg, Route
from hub.model import Verdict

SENT = [
    pytest.param(route, leg, id=f"{route.document}-{number}")
    for route in catalogue().routes.values()
    for number, leg in enumerate(route.legs, 1)
]
ALL = [pytest.param(route, id=route.document) for route in catalogue().routes.values()]
WALK = 12
"""Steps of a walk: more than any lifecycle has statuses in a row."""


def _heard(leg: Leg) -> list[str]:
    """The statuses that receipts to a message mean, and those of its dispatch."""
    said = [*leg.answers.codes.values()] if leg.answers else []
    return sorted({leg.confirmed, leg.returned, leg.accepted, leg.refused, *said} - {""})


def _judge_all(route: Route, start: str, codes: Sequence[str]) -> str:
    status = start
    for code in codes:
        if route.lifecycle.judge(status, code) is Verdict.MOVES:
            status = code
    return status


@pytest.mark.parametrize(("route", "leg"), SENT)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_receipts_that_do_not_exclude_each_other_end_alike_in_any_order(
    route: Route, leg: Leg, data: st.DataObject
) -> None:
    """Late, early and repeated receipts make no difference (domain rule: rounds and ranks)."""
    excludes = route.lifecycle.excludes
    drawn = data.draw(st.lists(st.sampled_from(_heard(leg)), min_size=1, max_size=8))
    codes: list[str] = []
    for code in drawn:
        if not any(excludes(code, other) for other in codes):
            codes.append(code)
    orders = [data.draw(st.permutations(codes)) for _ in range(2)]
    start = leg.becomes or route.lifecycle.first
    assert len({_judge_all(route, start, order) for order in orders}) == 1


@pytest.mark.parametrize("route", ALL)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_walk_of_receipts_and_acts_makes_no_forbidden_move(route: Route, data: st.DataObject) -> None:
    """Receipts never leave what is final, and never bring a second outcome; acts go along the table's moves."""
    kinds = catalogue().statuses_of(route.document)
    lifecycle, status, seen = route.lifecycle, route.lifecycle.first, [route.lifecycle.first]
    codes = sorted({code for leg in route.legs for code in _heard(leg)}) or [route.lifecycle.first]
    for _ in range(WALK):
        if data.draw(st.booleans()):
            code = data.draw(st.sampled_from(codes))
            if lifecycle.judge(status, code) is not Verdict.MOVES:
                continue
            assert kinds[status].kind != "final", f"{code} moves {status}"
            assert lifecycle.rank[code] > lifecycle.rank[status]
            assert not lifecycle.excludes(code, status)
        elif not lifecycle.next[status]:
            break
        else:
            code = data.draw(st.sampled_from(sorted(lifecycle.next[status])))
        status = code
        seen.append(status)
    assert all(after in lifecycle.next[before] for before, after in pairwise(seen))


@pytest.mark.parametrize("route", ALL)
def test_every_status_can_be_reached(route: Route) -> None:
    """Every status lies on a way from the first one along the table's moves."""
    reached, waiting = {route.lifecycle.first}, [route.lifecycle.first]
    while waiting:
        for code in route.lifecycle.next[waiting.pop()] - reached:
            reached.add(code)
            waiting.append(code)
    assert reached == set(route.lifecycle.next)


@pytest.mark.parametrize("route", ALL)
def test_of_two_outcomes_that_exclude_each_other_the_first_stands(route: Route) -> None:
    """Whichever comes first, the other contradicts it."""
    for one, other in combinations(route.lifecycle.next, 2):
        if route.lifecycle.excludes(one, other):
            assert route.lifecycle.judge(one, other) is Verdict.CONTRADICTS
            assert route.lifecycle.judge(other, one) is Verdict.CONTRADICTS
