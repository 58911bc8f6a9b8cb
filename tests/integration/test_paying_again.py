"""Paying and paying again: what may be paid, when, through whom, and out of which payment that failed."""

from typing import Any

import pytest
from money import (
    BANK,
    a_payment,
    agree,
    an_agreement,
    answer,
    faults_of,
    of_type,
    paid,
    status,
    underwrite,
)
from rig import AN_UNDERWRITING, Rig, a_duty_application, a_uscc, figures, grant_quota

from hub.model import Document

FIRST = "data.applications[0].number"
OTHER_BANK = "construction-bank"
DAY = 86_400


def fail(rig: Rig, uscc: str, agreement: str, *numbers: str) -> Document:
    """A payment of these applications that the bank says has failed."""
    (payment,) = rig.submit(a_payment(uscc, agreement, dict.fromkeys(numbers, "2555.56")))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    assert status(rig, payment) == "Y003"
    return payment


def again(rig: Rig, uscc: str, agreement: str, *numbers: str, of: str, **more: Any) -> Document:
    form = a_payment(uscc, agreement, dict.fromkeys(numbers, "2555.56"), data={"operation": "again"}, again_of=of)
    (payment,) = rig.submit(form | more)
    return payment


# ---- which applications ----


def test_a_payment_takes_no_application_whose_payment_failed(rig: Rig, enterprise: str) -> None:
    """支付 is for those that wait for their payment; a failed one is paid again, and named."""
    agreement, (_, number) = agree(rig, enterprise), underwrite(rig, enterprise)
    fail(rig, enterprise, agreement, number)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    assert faults_of(rig, payment) == [("HUB-315", FIRST)]


def test_what_is_paid_again_was_in_the_payment_that_failed(rig: Rig, enterprise: str) -> None:
    """Neither one that waits for its first payment, nor one of another failed payment, nor beside one that was."""
    agreement = agree(rig, enterprise)
    numbers = [underwrite(rig, enterprise)[1] for _ in range(3)]
    first, _ = (fail(rig, enterprise, agreement, number) for number in numbers[:2])
    for odd in numbers[1:]:
        assert faults_of(rig, again(rig, enterprise, agreement, odd, of=first.id)) == [("HUB-330", FIRST)]
    both = again(rig, enterprise, agreement, *numbers[:2], of=first.id)
    assert faults_of(rig, both) == [("HUB-330", "data.applications[1].number")]


def test_some_of_a_failed_payment_may_be_paid_again_alone(rig: Rig, enterprise: str) -> None:
    """And when that fails too, all of them again out of the first."""
    agreement = agree(rig, enterprise)
    (one, first), (other, second) = underwrite(rig, enterprise), underwrite(rig, enterprise)
    failed = fail(rig, enterprise, agreement, first, second)
    alone = again(rig, enterprise, agreement, first, of=failed.id)
    assert (alone.status, status(rig, one), status(rig, other)) == ("P001", "Y001", "Y003")
    answer(rig, alone, "PaymentResult", "Y003", by=BANK)
    assert again(rig, enterprise, agreement, first, second, of=failed.id).status == "P001"


def test_a_payment_that_was_made_is_not_made_again(rig: Rig, enterprise: str) -> None:
    """Its applications are paid."""
    agreement, (_, number) = agree(rig, enterprise), underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    second = again(rig, enterprise, agreement, number, of=payment.id)
    assert faults_of(rig, second) == [("HUB-309", "again_of"), ("HUB-315", FIRST)]


# ---- through whom (again_of may have another party) ----


def test_what_one_bank_failed_to_pay_another_bank_may_pay(rig: Rig, enterprise: str) -> None:
    """Under the agreement with that one; and only of one's own enterprise."""
    agreement, other = agree(rig, enterprise), agree(rig, enterprise, OTHER_BANK)
    _, number = underwrite(rig, enterprise)
    failed = fail(rig, enterprise, agreement, number)
    stranger = a_uscc()
    grant_quota(rig, stranger)
    refused = again(rig, stranger, other, number, of=failed.id, party=OTHER_BANK)
    assert ("HUB-308", "again_of") in faults_of(rig, refused)
    second = again(rig, enterprise, other, number, of=failed.id, party=OTHER_BANK)
    message = rig.message_of(second.id)
    assert (second.status, message.party) == ("P001", OTHER_BANK)
    assert b"Replaces" not in (
        rig.store.archive.payload(message.digest) or b""
    )  # the first bank's is no business of the other


def test_what_one_insurer_did_not_sign_may_be_signed_again_with_another(rig: Rig, enterprise: str) -> None:
    """Bank and payee are chosen again (S1 §4.1.3); the one at rest is superseded."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    rig.reply(rig.technical(rig.message_of(agreement.id), "refused"))
    (second,) = rig.submit(an_agreement(enterprise, OTHER_BANK, party="boc-insurance", again_of=agreement.id))
    assert (status(rig, agreement), second.status) == ("X001", "P001")


def test_other_documents_are_made_again_with_the_same_party_only(rig: Rig, enterprise: str) -> None:
    """An application made again at another insurer would use up the quota of two."""
    (application,) = rig.submit(a_duty_application(enterprise))
    answer(rig, application, "UnderwritingResult", "A002")
    (second,) = rig.submit(a_duty_application(enterprise, party="boc-insurance", again_of=application.id))
    assert ("HUB-308", "again_of") in faults_of(rig, second)


# ---- what, and when ----


def test_an_application_whose_premium_is_nothing_is_not_paid(rig: Rig, enterprise: str) -> None:
    """What is paid is more than zero; it waits for the insurer's S."""
    agreement, (application, number) = agree(rig, enterprise), underwrite(rig, enterprise, "0.00")
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "1.00"}))
    assert ("HUB-331", FIRST) in faults_of(rig, payment)
    (nothing,) = rig.submit(a_payment(enterprise, agreement, {number: "0.00"}))
    assert nothing.status == "H001"
    answer(rig, application, "UnderwritingResult", "S")
    assert status(rig, application) == "S"


@pytest.mark.parametrize(("days", "faults"), [(0, []), (3, []), (9, []), (10, [("HUB-329", FIRST)])])
def test_a_premium_is_paid_until_the_last_day_of_its_period(
    rig: Rig, enterprise: str, days: int, faults: list[tuple[str, str]]
) -> None:
    """Also after the first day; not when the period is over."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise, start_date="2026-09-21", end_date="2026-09-30")
    rig.clock.pass_(days=days)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    assert (faults_of(rig, payment) if payment.status == "H001" else []) == faults


@pytest.mark.parametrize(("start", "faults"), [("2026-09-21", []), ("2026-09-20", [("HUB-327", "data.start_date")])])
def test_cover_does_not_begin_before_the_day_of_acceptance(
    rig: Rig, enterprise: str, start: str, faults: list[tuple[str, str]]
) -> None:
    """In Shanghai: a quarter to midnight there is still today."""
    rig.clock.at = 1_790_005_500_000_000  # 2026-09-21T23:45:00+08:00
    form = a_duty_application(enterprise)
    (application,) = rig.submit(form | {"data": form["data"] | {"start_date": start, "end_date": "2026-12-31"}})
    assert (faults_of(rig, application) if application.status == "H001" else []) == faults


def test_what_was_underwritten_is_paid_though_its_quota_has_expired(rig: Rig, enterprise: str) -> None:
    """What something rests on must hold when it is accepted; what was accepted runs on."""
    agreement, (application, number) = agree(rig, enterprise), underwrite(rig, enterprise)
    expired = figures("5000000.00", "0.00", ExpiryDate="2026-09-22")
    rig.reply(rig.notice(enterprise, expired, rig.clock.now()))
    rig.clock.pass_(days=3)
    (refused,) = rig.submit(a_duty_application(enterprise))
    assert faults_of(rig, refused) == [("HUB-305", "party")]
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert (status(rig, application), len(of_type(rig, "payment-advice"))) == ("Y002", 1)


def test_an_application_accepted_under_a_quota_is_underwritten_after_it(rig: Rig, enterprise: str) -> None:
    """The insurer decides; and its period may reach beyond the quota's."""
    expires = figures("5000000.00", "0.00", ExpiryDate="2026-09-21")
    rig.reply(rig.notice(enterprise, expires, rig.clock.now()))
    (application,) = rig.submit(a_duty_application(enterprise))
    rig.clock.pass_(days=1)
    answer(rig, application, "UnderwritingResult", "P202", {**AN_UNDERWRITING, "ApplicationNumber": "T-9"})
    assert status(rig, application) == "P202"


def test_what_is_made_again_is_checked_anew(rig: Rig, enterprise: str) -> None:
    """重新投保 after the quota has expired is refused, though the first application was accepted under it."""
    expires = figures("5000000.00", "0.00", ExpiryDate="2026-09-21")
    rig.reply(rig.notice(enterprise, expires, rig.clock.now()))
    (application,) = rig.submit(a_duty_application(enterprise))
    answer(rig, application, "UnderwritingResult", "A002", {"ApplicationNumber": "T-10"})
    rig.clock.pass_(days=1)
    (again,) = rig.submit(a_duty_application(enterprise) | {"again_of": application.sender_ref})
    assert faults_of(rig, again) == [("HUB-305", "party")]
    assert status(rig, application) == "A002"
