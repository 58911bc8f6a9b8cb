"""The story of a quota: asked for, granted, raised, used up, failed, asked for again."""

from decimal import Decimal
from typing import Any

import pytest
import structlog
from rig import (
    AN_UNDERWRITING,
    Rig,
    a_credit_authorization,
    a_duty_application,
    a_grant,
    a_quota_application,
    a_quota_increase,
    a_uscc,
    figures,
)

from hub.model import Document, Resource, Transition
from hub.ports import Filter
from hub.testing.rows import resource_of


@pytest.fixture
def authorized(rig: Rig, uscc: str) -> str:
    """An enterprise with a credit authorization in force."""
    (authorization,) = rig.submit(a_credit_authorization(uscc))
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(authorization.id), "S"))
    return uscc


def _one(rig: Rig, form: dict[str, Any]) -> Document:
    (document,) = rig.submit(form)
    return document


def _now(rig: Rig, document: Document) -> str:
    return _last(rig, document).after


def _last(rig: Rig, document: Document) -> Transition:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return trail.transitions[-1]


def _faults(rig: Rig, form: dict[str, Any]) -> list[tuple[str, str]]:
    """What the hub says against a submission: codes and fields."""
    document = _one(rig, form)
    assert document.status == "H001"
    return [(f["code"], f["field"]) for f in _last(rig, document).detail["faults"]]


def _account(rig: Rig, uscc: str) -> Resource:
    account = resource_of(rig.store, f"quota-account:{uscc}:ping-an")
    assert account is not None
    return account


def _decide(rig: Rig, document: Document, code: str, result: Any = None, **more: Any) -> None:
    rig.reply(rig.decision("QuotaDecision", rig.message_of(document.id), code, result, **more))


def _underwrite(rig: Rig, document: Document, code: str = "P202") -> None:
    result = AN_UNDERWRITING | {"ApplicationNumber": f"T{document.id[-12:]}"} if code == "P202" else None
    rig.reply(rig.decision("UnderwritingResult", rig.message_of(document.id), code, result))


def _a_failed_application(rig: Rig, uscc: str) -> Document:
    document = _one(rig, a_quota_application(uscc))
    _decide(rig, document, "F")
    return document


def test_a_quota_is_granted_raised_changed_and_used_up(rig: Rig, enterprise: str) -> None:
    """Two applications fit into what is left after an increase and a change; the third is refused at the door."""
    increase = _one(rig, a_quota_increase(enterprise, "1000.00"))
    _decide(rig, increase, "S", a_grant("5001000.00", at=rig.clock.now()))
    assert (_now(rig, increase), _account(rig, enterprise).figures["total"]) == ("S", "5001000.00")
    rig.reply(rig.notice(enterprise, figures("3000.00", "1000.00"), rig.clock.now()))
    assert _account(rig, enterprise).figures["remaining"] == "2000.00"
    applications = [_one(rig, a_duty_application(enterprise, amount)) for amount in ("1200.00", "800.00")]
    for application in applications:
        _underwrite(rig, application)
    assert [_now(rig, a) for a in applications] == ["P202", "P202"]
    assert _account(rig, enterprise).reserved == Decimal("2000.00")
    assert _faults(rig, a_duty_application(enterprise, "0.01")) == [("HUB-304", "data.amount")]


def test_an_application_not_passed_gives_its_amount_back(rig: Rig, enterprise: str) -> None:
    """U005 releases what was reserved, and another may have it."""
    first = _one(rig, a_duty_application(enterprise, "5000000.00"))
    assert _faults(rig, a_duty_application(enterprise, "1.00")) == [("HUB-304", "data.amount")]
    _underwrite(rig, first, "U005")
    assert _account(rig, enterprise).reserved == 0
    assert _one(rig, a_duty_application(enterprise, "5000000.00")).status == "P001"


def test_cover_needs_a_quota_in_force(rig: Rig, authorized: str) -> None:
    """An authorization alone is not enough."""
    assert ("HUB-305", "party") in _faults(rig, a_duty_application(authorized))


def test_a_quota_application_needs_an_authorization(rig: Rig, uscc: str) -> None:
    """Of the same enterprise, in S."""
    _one(rig, a_credit_authorization(uscc))
    assert _faults(rig, a_quota_application(uscc)) == [("HUB-301", "party")]


def test_an_authorization_counts_for_its_own_insurer_only(rig: Rig, authorized: str) -> None:
    """The same enterprise must authorize each insurer."""
    assert _faults(rig, a_quota_application(authorized, party="boc-insurance")) == [("HUB-301", "party")]


@pytest.mark.parametrize("by", ["submission", "document"])
def test_what_failed_can_be_made_again_and_stays_failed(rig: Rig, authorized: str, by: str) -> None:
    """F is final; `again_of` names it by the portal's id or by the hub's."""
    failed = _a_failed_application(rig, authorized)
    named = failed.sender_ref if by == "submission" else failed.id
    again = _one(rig, a_quota_application(authorized, operation="again", again_of=named))
    assert (again.status, again.again_of, _now(rig, failed)) == ("P001", failed.id, "F")


def test_what_the_party_could_not_read_is_superseded_when_made_again(rig: Rig, authorized: str) -> None:
    """P005 is at rest: its successor takes its claim over."""
    first = _one(rig, a_quota_application(authorized))
    rig.reply(rig.technical(rig.message_of(first.id), "refused"))
    assert _now(rig, first) == "P005"
    again = _one(rig, a_quota_application(authorized, operation="again", again_of=first.sender_ref))
    assert (again.status, _now(rig, first)) == ("P001", "X001")
    assert _last(rig, first).cause.ref == again.id


def test_an_increase_that_the_party_could_not_read_is_made_again_as_an_increase(rig: Rig, enterprise: str) -> None:
    """It stands in nobody's way: naming it takes its claim over, and the account stays usable."""
    first = _one(rig, a_quota_increase(enterprise))
    rig.reply(rig.technical(rig.message_of(first.id), "refused"))
    assert _faults(rig, a_quota_increase(enterprise)) == [("HUB-307", "")]
    second = _one(rig, a_quota_increase(enterprise, again_of=first.sender_ref))
    assert (_now(rig, first), _now(rig, second)) == ("X001", "P001")


def test_an_increase_that_the_insurer_decided_on_is_not_made_again(rig: Rig, enterprise: str) -> None:
    """It was looked at; a new increase names nothing."""
    first = _one(rig, a_quota_increase(enterprise))
    rig.reply(rig.decision("QuotaDecision", rig.message_of(first.id), "F"))
    assert _now(rig, first) == "F"
    assert _faults(rig, a_quota_increase(enterprise, again_of=first.sender_ref)) == [("HUB-309", "again_of")]


def test_a_document_is_made_again_with_its_own_party_only(rig: Rig, authorized: str) -> None:
    """A failed application at one insurer says nothing at another."""
    failed = _a_failed_application(rig, authorized)
    other = a_credit_authorization(authorized, party="boc-insurance")
    (authorization,) = rig.submit(other)
    decision = rig.decision(
        "CreditAuthorizationDecision", rig.message_of(authorization.id), "S", sender="boc-insurance"
    )
    rig.reply(decision, party="boc-insurance")
    form = a_quota_application(authorized, operation="again", again_of=failed.sender_ref, party="boc-insurance")
    assert ("HUB-308", "again_of") in _faults(rig, form)


def test_a_receipt_for_what_is_superseded_is_an_observation(rig: Rig, authorized: str) -> None:
    """It comes too late to move anything, figures included."""
    first = _one(rig, a_quota_application(authorized))
    rig.reply(rig.technical(rig.message_of(first.id), "refused"))
    _one(rig, a_quota_application(authorized, operation="again", again_of=first.id))
    _decide(rig, first, "S", a_grant(at=rig.clock.now()))
    assert (_now(rig, first), _last(rig, first).is_observation) == ("X001", True)
    assert _account(rig, authorized).figures == {}


@pytest.mark.parametrize("late", ["P004", "S"])
def test_what_ranks_higher_moves_on_from_a_refusal(rig: Rig, authorized: str, late: str) -> None:
    """P005 first and P004 or S after it: the party did get it, in the end."""
    document = _one(rig, a_quota_application(authorized))
    rig.reply(rig.technical(rig.message_of(document.id), "refused"))
    if late == "S":
        _decide(rig, document, "S", a_grant(at=rig.clock.now()))
    else:
        rig.reply(rig.technical(rig.message_of(document.id), "accepted"))
    assert _now(rig, document) == late


def test_another_enterprises_document_is_not_found(rig: Rig, authorized: str) -> None:
    """Never forbidden: not found, and the codes do not say that it exists."""
    other = a_uscc()
    (authorization,) = rig.submit(a_credit_authorization(other))
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(authorization.id), "S"))
    theirs = _a_failed_application(rig, other)
    forms = [a_quota_application(authorized, operation="again", again_of=name) for name in (theirs.id, "never-was")]
    existing, missing = (_faults(rig, form) for form in forms)
    assert existing == missing
    assert ("HUB-308", "again_of") in existing


def test_what_is_open_cannot_be_made_again(rig: Rig, authorized: str) -> None:
    """Only from F, P005, and S once the quota has expired."""
    first = _one(rig, a_quota_application(authorized))
    form = a_quota_application(authorized, operation="again", again_of=first.id)
    assert ("HUB-309", "again_of") in _faults(rig, form)


def test_an_expired_quota_can_be_asked_for_again(rig: Rig, authorized: str) -> None:
    """While it is in force it cannot; the day after its last day it can, and the old one stays S."""
    first = _one(rig, a_quota_application(authorized))
    grant = a_grant(at=rig.clock.now())
    grant["Figures"]["ExpiryDate"] = "2026-09-30"
    _decide(rig, first, "S", grant)
    form = a_quota_application(authorized, operation="again", again_of=first.id)
    assert _faults(rig, form) == [("HUB-306", "data.operation")]
    rig.clock.pass_(days=12)
    again = _one(rig, a_quota_application(authorized, operation="again", again_of=first.id))
    assert (again.status, _now(rig, first)) == ("P001", "S")


def test_a_second_application_while_one_is_open_is_refused(rig: Rig, authorized: str) -> None:
    """Until the first has ended, well or badly."""
    _one(rig, a_quota_application(authorized))
    assert _faults(rig, a_quota_application(authorized)) == [("HUB-307", "")]


def test_an_application_while_a_quota_is_in_force_is_refused(rig: Rig, enterprise: str) -> None:
    """An increase is asked for instead."""
    assert _faults(rig, a_quota_application(enterprise)) == [("HUB-306", "data.operation")]


def test_one_insurers_quota_does_not_stand_in_anothers_way(rig: Rig, enterprise: str) -> None:
    """Accounts are of an enterprise and an insurer."""
    (authorization,) = rig.submit(a_credit_authorization(enterprise, party="boc-insurance"))
    message = rig.message_of(authorization.id)
    rig.reply(rig.decision("CreditAuthorizationDecision", message, "S", sender="boc-insurance"), party="boc-insurance")
    assert _one(rig, a_quota_application(enterprise, party="boc-insurance")).status == "P001"


def test_a_notice_goes_to_every_portal_that_submitted_for_the_enterprise(rig: Rig, uscc: str) -> None:
    """A portal whose submissions were all refused is not one of them."""
    other = a_uscc()
    rig.submit(a_credit_authorization(uscc), portal="national")
    rig.submit(a_credit_authorization(uscc), portal="liaoning")
    rig.submit(a_credit_authorization(other), portal="national")
    rig.submit(a_duty_application(other), portal="liaoning")  # refused: no quota
    for enterprise in (uscc, other):
        rig.reply(rig.notice(enterprise, figures("900.00", "0.00"), rig.clock.now()))
    rig.work()
    assert _told(rig, "national") == {uscc: ["N001", "N002"], other: ["N001", "N002"]}
    assert _told(rig, "liaoning") == {uscc: ["N001", "N002"]}


def test_a_notice_for_an_unknown_enterprise_goes_to_the_home_portal(rig: Rig, uscc: str) -> None:
    """Somebody must be told."""
    rig.reply(rig.notice(uscc, figures("900.00", "0.00"), rig.clock.now()))
    rig.work()
    assert (_told(rig, "national"), _told(rig, "liaoning")) == ({uscc: ["N001", "N002"]}, {})


def _told(rig: Rig, portal: str) -> dict[str, list[str]]:
    """Statuses of notices, by enterprise."""
    found: dict[str, list[str]] = {}
    for event in rig.events(portal):
        if event["data"].get("type") == "quota-change":
            found.setdefault(event["data"]["enterprise"], []).append(event["data"]["status"])
    return found


def test_older_figures_never_overwrite_newer_ones(rig: Rig, enterprise: str) -> None:
    """Neither a late notice nor a late grant; each is recorded all the same."""
    increase = _one(rig, a_quota_increase(enterprise))
    earlier = rig.clock.now()
    rig.reply(rig.notice(enterprise, figures("7000.00", "0.00"), rig.clock.now()))
    rig.reply(rig.notice(enterprise, figures("1.00", "0.00"), earlier))
    _decide(rig, increase, "S", a_grant("2.00", at=earlier))
    assert (_now(rig, increase), _account(rig, enterprise).figures["total"]) == ("S", "7000.00")


def test_figures_that_contain_an_underwriting_release_what_was_reserved_for_it(rig: Rig, enterprise: str) -> None:
    """It would be counted twice otherwise."""
    application = _one(rig, a_duty_application(enterprise, "700.00"))
    _underwrite(rig, application)
    assert _account(rig, enterprise).reserved == Decimal("700.00")
    rig.reply(rig.notice(enterprise, figures("5000000.00", "700.00"), rig.clock.now()))
    assert _account(rig, enterprise).reserved == 0
    assert _one(rig, a_duty_application(enterprise, "4999300.00")).status == "P001"


def test_figures_held_before_an_application_never_contain_it(rig: Rig, enterprise: str) -> None:
    """An insurer whose clock is slow dates its decision before the figures; the amount stays reserved."""
    application = _one(rig, a_duty_application(enterprise, "600.00"))
    held = _account(rig, enterprise)
    _decide(rig, application, "P202", AN_UNDERWRITING, decided_at=held.as_of - 1_000_000)
    assert _account(rig, enterprise).reserved == Decimal("600.00")


def test_figures_that_are_not_newer_are_said_not_to_be_held(rig: Rig, enterprise: str) -> None:
    """Older ones, and others of the same time: somebody should look into it."""
    at = rig.clock.now()
    first, same, other = (
        rig.notice(enterprise, figures(total, "0.00"), at) for total in ("900.00", "900.00", "901.00")
    )
    rig.reply(first, same, other)
    notices = sorted((d for d in rig.store.documents.log(Filter(type="quota-change"))), key=lambda d: d.id)
    assert [_last(rig, notice).detail.get("figures") for notice in notices] == [None, None, "not-newer"]
    assert _account(rig, enterprise).figures["total"] == "900.00"


@pytest.mark.parametrize("days", [2, 400_000])
def test_figures_from_the_future_are_not_held(rig: Rig, enterprise: str, days: int) -> None:
    """No later figure could replace them."""
    rig.reply(rig.notice(enterprise, figures("1.00", "0.00"), rig.clock.now() + days * 86_400_000_000))
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-415"]
    assert _account(rig, enterprise).figures["total"] == "5000000.00"


def test_a_quota_is_drawn_on_from_the_day_it_takes_effect(rig: Rig, enterprise: str) -> None:
    """Until then there is none, but it need not be asked for again either."""
    rig.reply(rig.notice(enterprise, figures("900.00", "0.00", EffectiveDate="2026-09-25"), rig.clock.now()))
    assert _faults(rig, a_duty_application(enterprise)) == [("HUB-305", "party")]
    assert _faults(rig, a_quota_application(enterprise)) == [("HUB-306", "data.operation")]
    rig.clock.pass_(days=5)
    assert _one(rig, a_duty_application(enterprise, "1.00")).status == "P001"


def test_a_grant_of_what_was_superseded_is_an_alarm(rig: Rig, authorized: str) -> None:
    """The insurer believes that it granted a quota which nobody waits for any more."""
    first = _one(rig, a_quota_application(authorized))
    rig.reply(rig.technical(rig.message_of(first.id), "refused"))
    again = a_quota_application(authorized, operation="again", again_of=first.sender_ref)
    assert _one(rig, again).status == "P001"
    with structlog.testing.capture_logs() as logs:
        _decide(rig, first, "S", a_grant(at=rig.clock.now()))
    assert (_now(rig, first), _last(rig, first).detail["observed"]) == ("X001", "superseded-decision")
    assert [(line["event"], line["why"]) for line in logs if line["log_level"] == "warning"] == [
        ("disputed", "superseded-decision")
    ]
