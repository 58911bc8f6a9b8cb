"""What parties say differently, too late or against what they said: acts that rest on it wait for an operator."""

from typing import Any

import pytest
from elements import the
from lxml import etree
from money import (
    BANK,
    INSURER,
    PAYEE,
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
from rig import AN_UNDERWRITING, Rig, a_duty_application, catalogue

from hub.catalogue import Schema
from hub.model import DISPUTED, Document
from hub.xml.build import local_name
from hub.xml.parse import parse_xml
from hub.xml.times import on_wire


def disputes(rig: Rig, document: Document) -> frozenset[str]:
    (found,) = rig.store.documents.find(document.id)
    return found.disputes


def observed(rig: Rig, document: Document) -> Any:
    """The word of the newest row of a trail."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return trail.transitions[-1].detail.get("observed")


def told(rig: Rig, document: Document) -> list[dict[str, Any]]:
    """What the portal was told of disputes about a document."""
    rig.work()
    found = [e["data"] for e in rig.events() if e["data"]["document"] == document.id]
    return [data for data in found if data["status"] == DISPUTED]


def schema_for(root: etree._Element) -> Schema:
    """Of a message of ours: a carrier's is the envelope's."""
    routes = catalogue().routes.values()
    return next((r.schema for r in routes if r.element == local_name(root)), catalogue().envelope)


def requote(rig: Rig, application: Document, number: str, **other: str) -> None:
    """The insurer repeats what it decided, with other values."""
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, **PAYEE, **other}
    answer(rig, application, "UnderwritingResult", "P202", result)


@pytest.mark.parametrize(
    "other", [{"Premium": "2555.57"}, {"PayeeAccount": "999"}, {"PayeeName": "他人"}, {"ApplicationNumber": "T-other"}]
)
def test_a_repeated_code_with_other_values_stops_payment(rig: Rig, enterprise: str, other: dict[str, str]) -> None:
    """Which premium, account or number stands is for an operator to find out; until then nothing is paid."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    requote(rig, application, number, **other)
    assert (status(rig, application), observed(rig, application)) == ("P202", "other-values")
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    assert faults_of(rig, payment) == [("HUB-318", "data.applications[0].number")]


def test_a_repeated_code_with_the_same_values_is_a_repeat(rig: Rig, enterprise: str) -> None:
    """However the amount is written; the application can be paid."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    requote(rig, application, number, Premium="02555.56")
    assert (observed(rig, application), disputes(rig, application)) == ("outranked", frozenset())
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    assert payment.status == "P001"


def test_other_values_while_the_payment_runs_leave_it_running(rig: Rig, enterprise: str) -> None:
    """It is an alarm; the bank's answer decides the payment as before."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    requote(rig, application, number, Premium="9.00")
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert (status(rig, payment), status(rig, application)) == ("Y002", "Y002")
    assert disputes(rig, application) == {"other-values"}


def test_a_portal_is_notified_of_a_dispute_once_and_of_nothing_that_was_said(rig: Rig, enterprise: str) -> None:
    """有争议，待人工核实: it must not look like a failure, and names no party's secret."""
    application, number = underwrite(rig, enterprise)
    requote(rig, application, number, Premium="9.00")
    requote(rig, application, number, Premium="8.00")
    (event,) = told(rig, application)
    assert (event["label_zh"], event["returned"], event["faults"]) == ("有争议，待人工核实", {}, [])


def test_a_payee_that_says_no_after_yes_stops_payments_under_its_agreement(rig: Rig, enterprise: str) -> None:
    """The insurer's refusal of an earlier leg changes no status, and is not lost."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    first = rig.message_of(agreement.id)
    answer(rig, agreement, "PayeeData", "P101", {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]})
    rig.reply(rig.decision("PayeeData", first, "F", sender=INSURER))
    assert (status(rig, agreement), observed(rig, agreement)) == ("P102", "late-decision")
    result = {"AgreementNumber": "A-9", "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result, by=BANK)
    _, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, "A-9", {number: "2555.56"}))
    assert faults_of(rig, payment) == [("HUB-318", "data.agreement_number")]


def test_a_payee_that_says_yes_twice_raises_no_dispute(rig: Rig, enterprise: str) -> None:
    """Late, and nothing new; another account is."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    first = rig.message_of(agreement.id)
    data = {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]}
    answer(rig, agreement, "PayeeData", "P101", data)
    rig.reply(rig.decision("PayeeData", first, "P101", data, sender=INSURER))
    assert (observed(rig, agreement), disputes(rig, agreement)) == ("late", frozenset())
    rig.reply(rig.decision("PayeeData", first, "P101", {**data, "Account": "999"}, sender=INSURER))
    assert (observed(rig, agreement), disputes(rig, agreement)) == ("other-values", frozenset({"other-values"}))


def test_a_payee_that_says_no_once_the_bank_is_asked_raises_a_dispute(rig: Rig, enterprise: str) -> None:
    """Its yes began the second leg: what excludes it comes late, and decides something else."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    first = rig.message_of(agreement.id)
    answer(rig, agreement, "PayeeData", "P101", {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]})
    rig.reply(rig.decision("PayeeData", first, "F", sender=INSURER))
    assert (observed(rig, agreement), disputes(rig, agreement)) == ("late-decision", frozenset({"late-decision"}))


def test_while_a_payment_is_disputed_its_applications_are_neither_paid_nor_made_again(
    rig: Rig, enterprise: str
) -> None:
    """The money may have moved: the dispute is theirs too."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert disputes(rig, application) == {f"of:{payment.id}", "told"}
    (again,) = rig.submit(a_duty_application(enterprise, again_of=application.id))
    assert ("HUB-318", "again_of") in faults_of(rig, again)
    assert len(told(rig, application)) == 1


def test_a_successor_that_was_made_before_the_dispute_is_not_paid(rig: Rig, enterprise: str) -> None:
    """The dispute passes along again_of: the first may have been paid after all."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    (again,) = rig.submit(a_duty_application(enterprise, again_of=application.id))
    successor = f"N{again.id[-12:]}"
    requote(rig, again, successor)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    (second,) = rig.submit(a_payment(enterprise, agreement, {successor: "2555.56"}))
    assert faults_of(rig, second) == [("HUB-318", "data.applications[0].number")]


def test_a_message_that_is_made_again_names_what_it_replaces(rig: Rig, enterprise: str) -> None:
    """By the hub's id and the party's own number, so that the insurer can end the first; also on a bank's carrier."""
    agreement = agree(rig, enterprise, "bank-of-china")
    application, number = underwrite(rig, enterprise)
    form = a_payment(enterprise, agreement, {number: "2555.56"})
    (payment,) = rig.submit({**form, "party": "bank-of-china"})
    rig.reply(rig.technical(rig.message_of(payment.id), "refused", sender="bank-of-china"), party="bank-of-china")
    again = a_payment(enterprise, agreement, {number: "2555.56"}, data={"operation": "again"}, again_of=payment.id)
    (second,) = rig.submit({**again, "party": "bank-of-china"})
    rig.reply(rig.technical(rig.message_of(second.id), "refused", sender="bank-of-china"), party="bank-of-china")
    (anew,) = rig.submit(a_duty_application(enterprise, again_of=application.id))
    for document, earlier, numbers in ((second, payment, []), (anew, application, [number])):
        root = parse_xml(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")
        replaces = the(root, "{*}Header/{*}Replaces")
        assert [e.text for e in replaces] == [earlier.id, *numbers]
        assert schema_for(root).violations(root) == []


def test_what_is_paid_while_the_insurer_fails_it_is_an_alarm_and_the_insurer_is_notified_of_the_money(
    rig: Rig, enterprise: str
) -> None:
    """Y002 makes its advice whatever became of the application; giving back is the insurer's."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, application, "UnderwritingResult", "F", {"ApplicationNumber": number})
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert (status(rig, payment), status(rig, application)) == ("Y002", "F")
    assert len(of_type(rig, "payment-advice")) == 1
    assert disputes(rig, application) == {"contradicts"}
