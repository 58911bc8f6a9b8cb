"""Figures that leave out what earlier ones named: the amount is held again, and comes free in the end (S1 §5.6)."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from money import PAYEE, answer, of_type
from quotas import EXCEEDED, TOTAL, apply, change, let_stand, refused, reserved, underwritten
from rig import AN_UNDERWRITING, Rig, a_grant, a_quota_increase, catalogue, figures, grant_quota

from hub.errors import Rejected
from hub.flow.settlement import Proof, Settlement
from hub.model import Document
from hub.xml.times import on_wire

HOUR = 3600
MICRO = 1_000_000
SAID = Proof("told by telephone")
ORDERS = list(permutations(("named", "left-out", "decided")))


@pytest.fixture
def account(rig: Rig, uscc: str) -> str:
    """An enterprise with a quota of 1000.00."""
    grant_quota(rig, uscc, TOTAL)
    return uscc


def a_change(rig: Rig, uscc: str, used: str, about: str, at: int) -> bytes:
    """额度变更 of a time."""
    body: dict[str, Any] = {"Enterprise": {"Uscc": uscc, "Name": "某某公司"}}
    body |= {"ApplicationNumber": about} if about else {}
    return rig.signed("QuotaChange", None, body | {"Figures": figures(TOTAL, used), "ChangedAt": on_wire(at)})


def a_decision(rig: Rig, document: Document, code: str, at: int) -> bytes:
    said = {**AN_UNDERWRITING, "ApplicationNumber": f"T{document.id[-12:]}", **PAYEE} if code == "P202" else None
    message = rig.message_of(document.id)
    return rig.decision("UnderwritingResult", message, code, said, decided_at=at)


def named(rig: Rig, uscc: str, amount: str, used: str) -> Document:
    """An application that the insurer's figures name before its decision."""
    application = apply(rig, uscc, amount)
    rig.clock.pass_(seconds=HOUR)
    change(rig, uscc, used, str(application.record))
    rig.clock.pass_(seconds=HOUR)
    return application


def rows_of(rig: Rig, document: Document, used: str) -> list[int]:
    """The rows of a trail that brought this figure."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [row.seq for row in trail.transitions if row.returned.get("used") == used]


def let_go(rig: Rig, document: Document) -> str:
    """The code of the refusal; empty if it was done."""
    try:
        Settlement("hub", catalogue(), rig.ports).let_go(document.id, SAID)
    except Rejected as refusal:
        return refusal.faults[0].code
    return ""


# ---- two notices and the decision, in every order ----


@pytest.mark.parametrize("in_one_batch", [False, True])
@pytest.mark.parametrize("before", ["0.00", "300.00"])
@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_what_newer_figures_leave_out_is_held_in_whatever_order_they_come(
    rig: Rig, uscc: str, before: str, order: tuple[str, ...], in_one_batch: bool
) -> None:
    """The insurer underwrites it after both; 300.00 may be used before the hub. Its next figures contain it."""
    grant_quota(rig, uscc, TOTAL)
    change(rig, uscc, before)
    rig.clock.pass_(seconds=HOUR)
    application, now = apply(rig, uscc, "600.00"), rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    bodies = {
        "named": a_change(rig, uscc, f"{600 + float(before):.2f}", str(application.record), now + 1 * MICRO),
        "left-out": a_change(rig, uscc, before, "", now + 2 * MICRO),
        "decided": a_decision(rig, application, "P202", now + 3 * MICRO),
    }
    for batch in [order] if in_one_batch else [(one,) for one in order]:
        rig.reply(*(bodies[one] for one in batch))
    assert reserved(rig, uscc) == "600.00"
    assert refused(rig, uscc, f"{400.01 - float(before):.2f}") == EXCEEDED
    change(rig, uscc, f"{600 + float(before):.2f}")
    assert reserved(rig, uscc) == "0.00"


@pytest.mark.parametrize("after", [0, 1])
@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_what_was_underwritten_before_the_last_figures_is_contained_in_whatever_order(
    rig: Rig, account: str, order: tuple[str, ...], after: int
) -> None:
    """Before both, or between them: the insurer counts it from then on, and what it gives back is its own."""
    application, now = apply(rig, account, "600.00"), rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    bodies = {
        "named": a_change(rig, account, "600.00", str(application.record), now + 2 * MICRO),
        "left-out": a_change(rig, account, "0.00", "", now + 4 * MICRO),
        "decided": a_decision(rig, application, "P202", now + (1 + 2 * after) * MICRO),
    }
    for one in order:
        rig.reply(bodies[one])
    assert reserved(rig, account) == "0.00"


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_what_the_insurer_returns_is_free_in_whatever_order(rig: Rig, account: str, order: tuple[str, ...]) -> None:
    """A002 ends it."""
    application, now = apply(rig, account, "600.00"), rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    bodies = {
        "named": a_change(rig, account, "600.00", str(application.record), now + 1 * MICRO),
        "left-out": a_change(rig, account, "0.00", "", now + 2 * MICRO),
        "decided": a_decision(rig, application, "A002", now + 3 * MICRO),
    }
    for one in order:
        rig.reply(bodies[one])
    assert reserved(rig, account) == "0.00"
    apply(rig, account, TOTAL)


# ---- how much has fallen ----


@pytest.mark.parametrize("used", ["0.00", "0.01", "599.99"])
def test_a_fall_of_any_size_holds_again_what_was_only_named(rig: Rig, account: str, used: str) -> None:
    """Something else may be used meanwhile, which hides a part of the fall."""
    named(rig, account, "600.00", "600.00")
    change(rig, account, used)
    assert reserved(rig, account) == "600.00"


@pytest.mark.parametrize("decided", ["", "100.00"])
def test_what_was_named_stays_contained_while_every_rise_is_explained(rig: Rig, account: str, decided: str) -> None:
    """Figures need not name it again: they add up to the cent."""
    named(rig, account, "600.00", "600.00")
    if decided:
        underwritten(rig, apply(rig, account, decided))
        rig.clock.pass_(seconds=HOUR)
    change(rig, account, "700.00" if decided else "600.00")
    assert reserved(rig, account) == "0.00"


@pytest.mark.parametrize("used", ["600.01", "700.00", "1000.00"])
@pytest.mark.parametrize("order", [("named", "risen"), ("risen", "named")], ids="-".join)
def test_a_rise_that_nothing_explains_may_hide_that_an_amount_was_left_out(
    rig: Rig, account: str, order: tuple[str, ...], used: str
) -> None:
    """Something is used beside the hub: as much of it may stand in the place of what was only named."""
    application, now = apply(rig, account, "600.00"), rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    bodies = {
        "named": a_change(rig, account, "600.00", str(application.record), now + 1 * MICRO),
        "risen": a_change(rig, account, used, "", now + 2 * MICRO),
    }
    for one in order:
        rig.reply(bodies[one])
    assert reserved(rig, account) == "600.00"
    underwritten(rig, application)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, used)
    assert reserved(rig, account) == "0.00"


def test_figures_that_name_an_amount_again_contain_it_whatever_is_used_beside(rig: Rig, account: str) -> None:
    """They have not fallen, and their party says that they are about it."""
    application = named(rig, account, "600.00", "600.00")
    change(rig, account, "700.00", str(application.record))
    assert reserved(rig, account) == "0.00"


def test_an_operator_reads_what_is_reserved_again_and_why(rig: Rig, account: str) -> None:
    """On the notice whose figures may leave it out, with a code; no portal is told."""
    application = named(rig, account, "600.00", "600.00")
    change(rig, account, "700.00")
    (told,) = (one for one in of_type(rig, "quota-change") if rows_of(rig, one, used="700.00"))
    trail = rig.store.documents.trail(told.id)
    assert trail is not None
    row = trail.transitions[-1]
    assert (row.detail["observed"], row.detail["code"]) == ("held-again", "HUB-822")
    assert row.detail["reason"] == f"{application.record}: 600.00"
    assert "event" not in row.detail


def test_an_operator_reads_nothing_of_what_stays_free(rig: Rig, account: str) -> None:
    """Two figures of one time name the application; those that an operator lets stand contain it too."""
    application = apply(rig, account, "600.00")
    rig.clock.pass_(seconds=HOUR)
    now = rig.clock.now()
    for used in ("600.00", "650.00"):
        change(rig, account, used, str(application.record), at=now)
    let_stand(rig, account, "650.00")
    assert reserved(rig, account) == "0.00"
    trails = [rig.store.documents.trail(one.id) for one in of_type(rig, "quota-change")]
    assert not [row for trail in trails if trail for row in trail.transitions if row.detail.get("code") == "HUB-822"]


@pytest.mark.parametrize(("used", "expected"), [("1000.00", "0.00"), ("999.99", "600.00"), ("600.00", "600.00")])
def test_what_newer_figures_contain_by_their_time_explains_no_rise(
    rig: Rig, account: str, used: str, expected: str
) -> None:
    """600.00 named and 400.00 underwritten are used together, or one of them is not counted."""
    named(rig, account, "600.00", "600.00")
    underwritten(rig, apply(rig, account, "400.00"))
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, used)
    assert reserved(rig, account) == expected


def test_what_newer_figures_name_explains_no_rise(rig: Rig, account: str) -> None:
    """The first is left out, and the second is counted: used is what it was."""
    named(rig, account, "400.00", "400.00")
    second = apply(rig, account, "500.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "500.00", str(second.record))
    assert refused(rig, account, "100.01") == EXCEEDED
    underwritten(rig, second)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "500.00")
    assert reserved(rig, account) == "400.00"
    assert refused(rig, account, "100.01") == EXCEEDED


def test_figures_that_name_what_they_leave_out_hold_it_again(rig: Rig, account: str) -> None:
    """They are about it: it is counted no more."""
    application = named(rig, account, "600.00", "600.00")
    change(rig, account, "0.00", str(application.record))
    assert reserved(rig, account) == "600.00"


def test_what_the_insurer_gives_back_of_a_decided_application_holds_nothing_again(rig: Rig, account: str) -> None:
    """Its cover is over: the quota is used anew."""
    application = named(rig, account, "600.00", "600.00")
    underwritten(rig, application)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "0.00")
    assert reserved(rig, account) == "0.00"
    apply(rig, account, TOTAL)


def test_a_fall_in_figures_that_raise_the_quota_holds_again_what_was_named(rig: Rig, account: str) -> None:
    """追加: the insurer's answer brings figures too."""
    named(rig, account, "600.00", "600.00")
    (increase,) = rig.submit(a_quota_increase(account), portal="liaoning")
    said = {**a_grant(at=rig.clock.now()), "Figures": figures("1500.00", "0.00")}
    answer(rig, increase, "QuotaDecision", "S", said)
    assert reserved(rig, account) == "600.00"


# ---- decisions that come late ----


@pytest.mark.parametrize(("used", "expected"), [("800.00", "0.00"), ("799.99", "400.00")])
def test_a_late_decision_that_the_rise_explains_takes_nothing(rig: Rig, account: str, used: str, expected: str) -> None:
    """What is used has risen by both."""
    first, second = apply(rig, account, "400.00"), apply(rig, account, "400.00")
    rig.clock.pass_(seconds=HOUR)
    decided = a_decision(rig, second, "P202", rig.clock.now())
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, used, str(first.record))
    assert reserved(rig, account) == "400.00"
    rig.reply(decided)
    assert reserved(rig, account) == expected


@pytest.mark.parametrize("names_it", [False, True])
def test_a_late_decision_takes_the_rise_that_was_taken_for_something_else(
    rig: Rig, account: str, names_it: bool
) -> None:
    """What is used rose by what the insurer had decided before. What it named then, or before, is held again."""
    first, second = apply(rig, account, "400.00"), apply(rig, account, "400.00")
    rig.clock.pass_(seconds=HOUR)
    decided = a_decision(rig, second, "P202", rig.clock.now())
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "400.00", str(first.record))
    if not names_it:
        rig.clock.pass_(seconds=HOUR)
        change(rig, account, "400.00")
    assert reserved(rig, account) == "400.00"
    rig.reply(decided)
    assert reserved(rig, account) == "400.00"
    assert refused(rig, account, "200.01") == EXCEEDED
    answer(rig, first, "UnderwritingResult", "A002")
    assert reserved(rig, account) == "0.00"


# ---- older figures that come late ----


def test_older_figures_free_nothing_that_newer_ones_may_leave_out(rig: Rig, account: str) -> None:
    """300.00 are used beside: they do not stand for what was named."""
    change(rig, account, "600.00")
    rig.clock.pass_(seconds=HOUR)
    application, now = apply(rig, account, "300.00"), rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00")
    change(rig, account, "900.00", str(application.record), at=now)
    assert reserved(rig, account) == "300.00"


@pytest.mark.parametrize(("used", "expected"), [("600.00", "300.00"), ("899.99", "300.00"), ("900.00", "0.00")])
@pytest.mark.parametrize("order", ["number-first", "figures-first", "newer-first"])
def test_what_was_used_beside_is_not_what_figures_name(
    rig: Rig, account: str, order: str, used: str, expected: str
) -> None:
    """600.00 are used beside the hub. What figures name is freed only by what they have risen, whatever comes first."""
    change(rig, account, "600.00")
    rig.clock.pass_(seconds=HOUR)
    application = apply(rig, account, "300.00")
    number, now = f"T{application.id[-12:]}", rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    if order == "newer-first":
        change(rig, account, used)
    if order != "figures-first":
        underwritten(rig, application, "U001", number)
    change(rig, account, used, number, at=now)
    underwritten(rig, application, "U001", number)
    assert reserved(rig, account) == expected


# ---- figures that an operator sets aside ----


@pytest.mark.parametrize("stands", [False, True])
def test_figures_that_an_operator_lets_stand_may_leave_out_what_earlier_ones_named(
    rig: Rig, account: str, stands: bool
) -> None:
    """It was contained in those that are set aside, and named before them."""
    named(rig, account, "600.00", "600.00")
    underwritten(rig, apply(rig, account, "50.00"))
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "650.00")
    rig.clock.pass_(seconds=HOUR)
    at = rig.clock.now()
    change(rig, account, "650.00", at=at)
    change(rig, account, "0.00", at=at)
    assert reserved(rig, account) == "0.00"
    let_stand(rig, account, "0.00" if stands else "650.00")
    assert reserved(rig, account) == ("600.00" if stands else "0.00")


def test_a_fall_that_an_operator_explains_by_what_is_held_again_is_none(rig: Rig, account: str) -> None:
    """What the figures named that are set aside is held again; what earlier ones named is still used."""
    named(rig, account, "300.00", "300.00")
    second = apply(rig, account, "200.00")
    underwritten(rig, apply(rig, account, "10.00"))
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "310.00")
    rig.clock.pass_(seconds=HOUR)
    at = rig.clock.now()
    change(rig, account, "510.00", str(second.record), at=at)
    change(rig, account, "310.00", at=at)
    assert reserved(rig, account) == "0.00"
    let_stand(rig, account, "310.00")
    assert reserved(rig, account) == "200.00"


# ---- how it comes free ----


def decide(rig: Rig, uscc: str, application: Document) -> None:
    """P202, and newer figures."""
    underwritten(rig, application)
    assert (reserved(rig, uscc), let_go(rig, application)) == ("600.00", "HUB-777")
    rig.clock.pass_(seconds=HOUR)
    change(rig, uscc, "600.00")


def name_again(rig: Rig, uscc: str, application: Document) -> None:
    """Newer figures that have risen by it."""
    change(rig, uscc, "600.00", str(application.record))


def give_up(rig: Rig, uscc: str, application: Document) -> None:
    answer(rig, application, "UnderwritingResult", "A002")


def agree_by_telephone(rig: Rig, uscc: str, application: Document) -> None:
    """`hub settle --let-go`, a day after P202."""
    assert let_go(rig, application) == "HUB-777"
    underwritten(rig, application)
    rig.clock.pass_(days=1)
    assert let_go(rig, application) == ""


@pytest.mark.parametrize("ends", [decide, name_again, give_up, agree_by_telephone])
def test_what_is_held_again_comes_free(rig: Rig, account: str, ends: Callable[[Rig, str, Document], None]) -> None:
    """By the decision and newer figures, by figures that contain it visibly, by its end, by an operator's word."""
    application = named(rig, account, "600.00", "600.00")
    change(rig, account, "0.00")
    assert reserved(rig, account) == "600.00"
    rig.clock.pass_(seconds=HOUR)
    ends(rig, account, application)
    assert reserved(rig, account) == "0.00"


def test_what_failed_before_figures_named_it_is_reserved_if_it_is_decided_on_after_all(rig: Rig, account: str) -> None:
    """Nothing says whether they had risen by it. Newer figures contain it."""
    application = apply(rig, account, "600.00")
    answer(rig, application, "UnderwritingResult", "A002")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00", str(application.record))
    rig.clock.pass_(seconds=HOUR)
    underwritten(rig, application)
    assert reserved(rig, account) == "600.00"
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00")
    assert reserved(rig, account) == "0.00"
