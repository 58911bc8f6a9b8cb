"""Where documents of processing-trade guarantees touch: over, corrected, paid and told of more than once."""

import pytest
from deposits import a_guarantee_number, a_levy, a_payment_notice, all_of, on_track, send, trail
from guarantees import (
    a_deposit_confirmation,
    a_deposit_refund,
    a_guarantee_in_force,
    a_levy_for,
    a_refund,
    approve,
    faults,
    refused,
)
from money import faults_of
from rig import Rig, a_credit_authorization, a_duty_application, a_grant, a_quota_application, figures

PAID = {"ReceiptNumber": "8010", "GuaranteeStatus": "K001"}


def test_an_expired_letter_does_not_block_a_refund(rig: Rig, uscc: str) -> None:
    """S2 asks only for 海关审批通过; the expiry stands beside."""
    document, number = a_guarantee_in_force(rig, uscc, letter=True)
    for days in (280, 10, 0):
        rig.clock.pass_(days=days)
        rig.worker.deadlines.run()
    assert rig.document(document.id).on_track("guarantee") == ("", "E")
    (refund,) = rig.submit(a_refund(uscc, number, "1.00"))
    assert refund.status == "P001", faults(rig, refund)
    approve(rig, refund)


def test_a_notice_and_a_refund_are_about_one_serial(rig: Rig, uscc: str) -> None:
    """The same 担保编号 with another 序号 is another levy: neither its money nor its notice is this one's."""
    document, levy = a_levy_for(rig, uscc)
    (confirmation,) = rig.submit(a_deposit_confirmation(uscc, levy))
    approve(rig, confirmation)
    send(rig, "PaymentNotice", a_payment_notice(levy["GuaranteeNumber"], Serial="2", GuaranteedUscc=uscc))
    assert on_track(rig, document) == []
    refund = a_deposit_refund(uscc, levy, "1.00", serial="2", type="carry-over")
    assert refused(rig, refund) == [("HUB-314", "data.guarantee_number")]


def test_a_correction_after_approval_is_an_alarm(rig: Rig, uscc: str) -> None:
    """The levy stays as it was approved; nothing is given back of it until an operator has looked."""
    document, levy = a_levy_for(rig, uscc)
    (confirmation,) = rig.submit(a_deposit_confirmation(uscc, levy))
    approve(rig, confirmation)
    send(rig, "DepositLevy", a_levy(levy["GuaranteeNumber"], **{**levy, "Amount": "2000.00"}))
    assert [d.id for d in all_of(rig, "deposit-levy")] == [document.id]
    assert "other-version" in rig.document(document.id).disputes
    refund = a_deposit_refund(uscc, levy, "1.00", type="carry-over")
    assert refused(rig, refund) == [("HUB-318", "data.guarantee_number")]


@pytest.mark.parametrize("is_asked_first", [True, False])
def test_what_is_paid_is_not_unpaid_by_a_notice(rig: Rig, uscc: str, is_asked_first: bool) -> None:
    """K001 follows blank or K000; a payment notice sets K000 from blank only."""
    document, levy = a_levy_for(rig, uscc)
    notice = a_payment_notice(levy["GuaranteeNumber"], GuaranteedUscc=uscc)
    if is_asked_first:
        send(rig, "PaymentNotice", notice)
    (confirmation,) = rig.submit(a_deposit_confirmation(uscc, levy))
    approve(rig, confirmation, PAID)
    assert rig.document(document.id).on_track("guarantee") == ("K001", "")
    send(rig, "PaymentNotice", a_payment_notice(levy["GuaranteeNumber"], GuaranteedUscc=uscc))
    assert rig.document(document.id).on_track("guarantee") == ("K001", "")
    assert [event for event, _ in on_track(rig, document)].count("K000") == int(is_asked_first)


def test_the_standard_edition_hears_of_every_levy(rig: Rig, uscc: str) -> None:
    """Whichever portal speaks for the enterprise (S2): that is where levies are handled."""
    rig.submit(a_credit_authorization(uscc), portal="liaoning")
    send(rig, "DepositLevy", a_levy(a_guarantee_number(), GuaranteedUscc=uscc))
    rig.work()
    assert [e["data"]["status"] for e in rig.events() if e["data"]["type"] == "deposit-levy"] == ["N001", "O001"]


def test_a_quota_need_only_be_in_force_on_the_day_of_acceptance(rig: Rig, uscc: str) -> None:
    """The period of cover may reach beyond its last day; a day later nothing is accepted any more."""
    rig.submit(a_credit_authorization(uscc))
    (authorization,) = all_of(rig, "credit-authorization")
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(authorization.id), "S"))
    (quota,) = rig.submit(a_quota_application(uscc))
    granted = {**a_grant(at=rig.clock.now()), "Figures": figures("1000.00", "0.00", ExpiryDate="2026-09-22")}
    rig.reply(rig.decision("QuotaDecision", rig.message_of(quota.id), "S", granted))
    (application,) = rig.submit(a_duty_application(uscc, "1.00"))
    assert application.status == "P001", faults_of(rig, application)
    rig.clock.pass_(days=2)
    (late,) = rig.submit(a_duty_application(uscc, "1.00"))
    assert faults_of(rig, late) == [("HUB-305", "party")]
    assert trail(rig, application).transitions[-1].after == "P001"
