"""Receipts may come late, twice and in any order: a document ends in the same status, its claims add up the same."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rig import (
    AN_UNDERWRITING,
    Rig,
    a_credit_authorization,
    a_duty_application,
    a_grant,
    a_quota_application,
    catalogue,
    figures,
    grant_quota,
    usccs,
)

from adapters.store import SqlStore
from hub.model import Message

Step = tuple[str, str]
"""What happens: confirm, technical, decision or figures; and its code."""

FIGURES_AT = (3, 13, 20)
"""Seconds after the start: before the first underwriting (12 s), between it and the second (14 s), after both."""
_uscc = usccs()


def _after_authorization(rig: Rig, uscc: str) -> dict[str, Any]:
    (authorization,) = rig.submit(a_credit_authorization(uscc))
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(authorization.id), "S"))
    return a_quota_application(uscc)


def _after_quota(rig: Rig, uscc: str) -> dict[str, Any]:
    grant_quota(rig, uscc)
    return a_duty_application(uscc, "700.00")


TYPES: dict[str, tuple[str, Callable[[Rig, str], dict[str, Any]]]] = {
    "credit-authorization": ("CreditAuthorizationDecision", lambda rig, uscc: a_credit_authorization(uscc)),
    "quota-application": ("QuotaDecision", _after_authorization),
    "duty-insurance-application": ("UnderwritingResult", _after_quota),
}


def _steps(type_: str) -> list[Step]:
    """Everything that can come back for a document of this type."""
    route = catalogue().routes[type_]
    answers = route.legs[0].answers
    assert answers is not None
    steps = [("confirm", ""), ("technical", "accepted"), ("technical", "refused")]
    steps += [("decision", code) for code in answers.codes]
    return steps + [("figures", str(n)) for n in range(3)] if route.claims and type_.startswith("duty") else steps


def _status_of(type_: str, step: Step) -> str | None:
    route = catalogue().routes[type_]
    answers = route.legs[0].answers
    assert answers is not None
    kind, code = step
    if kind == "technical":
        leg = route.legs[0]
        return leg.accepted if code == "accepted" else leg.refused
    return answers.codes[code] if kind == "decision" else None


@st.composite
def _stories(draw: st.DrawFn, type_: str) -> tuple[list[Step], list[Step]]:
    """Two orders of the same receipts, some of them twice, without exclusive outcomes."""
    lifecycle = catalogue().routes[type_].lifecycle
    chosen: list[Step] = []
    for step in draw(st.lists(st.sampled_from(_steps(type_)), min_size=1, max_size=7)):
        codes = [_status_of(type_, s) for s in (*chosen, step)]
        pairs = combinations([c for c in codes if c], 2)
        if not any(lifecycle.excludes(one, other) for one, other in pairs):
            chosen.append(step)
    return draw(st.permutations(chosen)), draw(st.permutations(chosen))


@pytest.fixture
def rig(store: SqlStore, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()


def _play(rig: Rig, type_: str, steps: list[Step]) -> tuple[Any, ...]:
    """Submit a document of an enterprise of its own, let the steps happen, and say what is left."""
    uscc = next(_uscc)
    element, form = TYPES[type_]
    (document,) = rig.submit(form(rig, uscc))
    message = rig.message_of(document.id)
    since = rig.clock.at
    sent: dict[Step, bytes] = {}
    for step in steps:
        if step[0] == "confirm":
            rig.confirm(document.id)
            continue
        if step not in sent:
            sent[step] = _body(rig, uscc, element, message, step, since)
        rig.reply(sent[step])
    trail = rig.store.trail(document.id)
    account = rig.store.resource(f"quota-account:{uscc}:ping-an")
    assert trail is not None
    held = (account.reserved, account.as_of - since if account.as_of > since else 0) if account else None
    return trail.document.status, sorted(trail.references), held


def _body(rig: Rig, uscc: str, element: str, message: Message, step: Step, since: int) -> bytes:
    """What a party sends for a step; the times that it states do not depend on when it arrives."""
    kind, code = step
    if kind == "technical":
        return rig.technical(message, code)
    if kind == "figures":
        at = since + FIGURES_AT[int(code)] * 1_000_000
        return rig.notice(uscc, figures("5000000.00", f"{int(code) * 100}.00"), at)
    result = None
    if element == "QuotaDecision" and code == "S":
        result = a_grant(at=since + 1_000_000)
    if code in ("P202", "D002"):
        result = AN_UNDERWRITING
    codes = list(catalogue().routes["duty-insurance-application"].legs[0].answers.codes)  # type: ignore[union-attr]
    decided = since + (codes.index(code) + 1 if code in codes else 1) * 2_000_000
    return rig.decision(element, message, code, result, decided_at=decided)


@pytest.mark.slow
@pytest.mark.parametrize("type_", TYPES)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_order_of_a_documents_receipts_ends_the_same(rig: Rig, type_: str, data: st.DataObject) -> None:
    """Status, business numbers, reserved amount and figures do not depend on order or repetition."""
    one, other = data.draw(_stories(type_))
    assert _play(rig, type_, one) == _play(rig, type_, other)


@pytest.mark.slow
@pytest.mark.parametrize("figure", ["0", "1", "2"])
def test_an_amount_is_counted_once_whatever_comes_first(rig: Rig, figure: str) -> None:
    """Newer figures contain what was underwritten before them, in every order of P202, D002 and the figures."""
    steps = [("decision", "P202"), ("decision", "D002"), ("figures", figure)]
    ends = {_play(rig, "duty-insurance-application", list(order))[2][0] for order in permutations(steps)}
    assert ends == {Decimal("700.00") if figure == "0" else Decimal(0)}


@pytest.mark.slow
@given(order=st.permutations([*range(5), 2]))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_quota_changes_in_any_order_leave_the_newest_figures(rig: Rig, order: list[int]) -> None:
    """An older figure never overwrites a newer one, and each change becomes one document in N002."""
    uscc, since = next(_uscc), rig.clock.now()
    bodies = {n: rig.notice(uscc, figures("900.00", f"{n}.00"), since + n * 1_000_000) for n in range(5)}
    for number in order:
        rig.reply(bodies[number])
    account = rig.store.resource(f"quota-account:{uscc}:ping-an")
    assert account is not None
    assert (account.figures["used"], account.reserved) == ("4.00", Decimal(0))
    assert [d.status for d in rig.store.log(_only(uscc))] == ["N002"] * 5


def _only(uscc: str) -> Any:
    from hub.ports import Filter  # noqa: PLC0415

    return Filter(type="quota-change", enterprise=uscc)


def test_of_two_exclusive_outcomes_the_first_recorded_stands(rig: Rig) -> None:
    """S then F is an observation that contradicts; the other way round likewise."""
    for first, second in (("S", "F"), ("F", "S")):
        (document,) = rig.submit(a_credit_authorization(next(_uscc)))
        message = rig.message_of(document.id)
        for code in (first, second):
            rig.reply(rig.decision("CreditAuthorizationDecision", message, code))
        trail = rig.store.trail(document.id)
        assert trail is not None
        assert trail.document.status == first
        assert trail.transitions[-1].detail["observed"] == "contradicts"
