"""Amounts that newer figures leave out, and a rise that two amounts could explain: what lives is held (S1 §5.6)."""

import pytest
from money import answer, status
from quotas import EXCEEDED, TOTAL, apply, change, let_stand, refused, reserved, underwritten
from rig import AN_UNDERWRITING, Rig, catalogue, grant_quota

from hub.flow.settlement import Proof, Settlement
from hub.model import Document

HOUR = 3600


@pytest.fixture
def account(rig: Rig, uscc: str) -> str:
    """An enterprise with a quota of 1000.00."""
    grant_quota(rig, uscc, TOTAL)
    return uscc


def a_decision(rig: Rig, document: Document) -> bytes:
    """P202, decided now."""
    said = {**AN_UNDERWRITING, "ApplicationNumber": f"T{document.id[-12:]}"}
    at = rig.clock.now()
    return rig.decision("UnderwritingResult", rig.message_of(document.id), "P202", said, decided_at=at)


def let_go(rig: Rig, document: Document) -> None:
    Settlement("hub", catalogue(), rig.ports).let_go(document.id, Proof("told by telephone"))


def returned(rig: Rig, document: Document) -> None:
    """A002, an hour after what came before."""
    rig.clock.pass_(seconds=HOUR)
    answer(rig, document, "UnderwritingResult", "A002")
    rig.clock.pass_(seconds=HOUR)


# ---- named, returned, left out, and taken up again ----


@pytest.mark.parametrize("code", ["U001", "P202"])
def test_what_figures_leave_out_after_its_return_is_held_when_it_is_taken_up_again(
    rig: Rig, account: str, code: str
) -> None:
    """The insurer gave the amount back; newer figures than its decision contain it."""
    first = apply(rig, account, "600.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00", str(first.record))
    returned(rig, first)
    change(rig, account, "0.00")
    assert reserved(rig, account) == "0.00"
    rig.clock.pass_(seconds=HOUR)
    underwritten(rig, first, code)
    assert (status(rig, first), reserved(rig, account)) == (code, "600.00")
    assert refused(rig, account, "400.01") == EXCEEDED
    underwritten(rig, first)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00")
    assert reserved(rig, account) == "0.00"


@pytest.mark.parametrize("code", ["U001", "P202"])
def test_what_figures_still_contain_after_its_return_is_not_held_when_it_is_taken_up_again(
    rig: Rig, account: str, code: str
) -> None:
    """The insurer has given nothing back."""
    first = apply(rig, account, "600.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00", str(first.record))
    returned(rig, first)
    change(rig, account, "600.00")
    rig.clock.pass_(seconds=HOUR)
    underwritten(rig, first, code)
    assert (status(rig, first), reserved(rig, account)) == (code, "0.00")


def test_what_figures_leave_out_that_an_operator_lets_stand_is_held_when_it_is_taken_up_again(
    rig: Rig, account: str
) -> None:
    """It was returned before the two figures of one time."""
    first = apply(rig, account, "600.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00", str(first.record))
    returned(rig, first)
    at = rig.clock.now()
    change(rig, account, "650.00", at=at)
    change(rig, account, "0.00", at=at)
    let_stand(rig, account, "0.00")
    rig.clock.pass_(seconds=HOUR)
    underwritten(rig, first, "U001")
    assert reserved(rig, account) == "600.00"


@pytest.mark.parametrize("is_returned", [False, True])
def test_a_decision_that_brings_back_what_was_returned_takes_the_rise_that_was_taken_for_something_else(
    rig: Rig, account: str, is_returned: bool
) -> None:
    """P202 of before the figures is delivered after them: what they only named is held again."""
    first, second = apply(rig, account, "400.00"), apply(rig, account, "400.00")
    if is_returned:
        returned(rig, second)
    rig.clock.pass_(seconds=HOUR)
    decided = a_decision(rig, second)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "400.00", str(first.record))
    rig.reply(decided)
    assert (status(rig, second), reserved(rig, account)) == ("P202", "400.00")
    assert refused(rig, account, "200.01") == EXCEEDED


# ---- what an operator frees ----


@pytest.mark.parametrize(("used", "expected"), [("800.00", "0.00"), ("799.99", "400.00"), ("400.00", "400.00")])
def test_what_an_operator_lets_go_takes_the_rise_that_was_taken_for_something_else(
    rig: Rig, account: str, used: str, expected: str
) -> None:
    """Figures that have risen by one amount contain one of the two: what they only named is held again."""
    first, second = apply(rig, account, "400.00"), apply(rig, account, "400.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, used, str(first.record))
    assert reserved(rig, account) == "400.00"
    rig.clock.pass_(seconds=HOUR)
    underwritten(rig, second)
    rig.clock.pass_(days=1, seconds=5)
    let_go(rig, second)
    assert reserved(rig, account) == expected


def test_what_is_held_again_because_of_an_operator_comes_free(rig: Rig, account: str) -> None:
    """With its decision and newer figures, as ever."""
    first, second = apply(rig, account, "400.00"), apply(rig, account, "400.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "400.00", str(first.record))
    underwritten(rig, second)
    rig.clock.pass_(days=1, seconds=5)
    let_go(rig, second)
    underwritten(rig, first)
    assert reserved(rig, account) == "400.00"
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "800.00")
    assert reserved(rig, account) == "0.00"


@pytest.mark.parametrize("by", ["operator", "decision"])
def test_what_is_held_again_because_something_else_explains_the_rise_is_told_too(
    rig: Rig, account: str, by: str
) -> None:
    """On the document that an operator lets go, or that the insurer decided on."""
    first, second = apply(rig, account, "400.00"), apply(rig, account, "400.00")
    rig.clock.pass_(seconds=HOUR)
    decided = a_decision(rig, second)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "400.00", str(first.record))
    if by == "decision":
        rig.reply(decided)
    else:
        underwritten(rig, second)
        rig.clock.pass_(days=1, seconds=5)
        let_go(rig, second)
    trail = rig.store.documents.trail(second.id)
    assert trail is not None
    told = [row.detail["reason"] for row in trail.transitions if row.detail.get("code") == "HUB-822"]
    assert told == [f"{first.record}: 400.00"]
