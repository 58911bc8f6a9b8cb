"""One payment for several applications: agreed, paid once and only once, insured, reported to customs."""

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from rig import (
    AN_UNDERWRITING,
    Rig,
    a_duty_application,
    an_envelope,
    grant_quota,
    usccs,
)

from adapters.store import SqlStore
from hub.model import Document
from hub.xml.times import on_wire

_uscc = usccs()
BANK, INSURER = "ping-an-bank", "ping-an"
PAYEE = {"PayeeAccount": "6200000000000000088", "PayeeName": "示例保险公司大连分公司"}


@pytest.fixture
def rig(store: SqlStore, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()


@pytest.fixture
def enterprise(rig: Rig) -> str:
    """A USCC with a quota in force."""
    uscc = next(_uscc)
    grant_quota(rig, uscc)
    return uscc


# ---- what the others send --------------------------------------------------------------------


def an_agreement(uscc: str, bank: str = BANK, **more: Any) -> dict[str, Any]:
    payer = {
        "name": "某某进出口有限公司",
        "address": "上海市某某路 1 号",
        "contact": "李雷",
        "account": "310000000000000001",
        "phone": "13800000001",
        "email": "contact@example.com",
        "tax_number": uscc,
    }
    form = {"branch": "大连分公司", "bank": bank, "service": "premium", "payer": payer, "consent": True}
    signer = {"card": "legal-person", "name": "韩梅梅"}
    return an_envelope("payment-agreement", uscc, form, signer=signer, **more)


def a_payment(uscc: str, agreement: str, applications: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """One payment for applications, by number with their premiums."""
    items = [
        {"number": n, "premium": p, "payee_account": PAYEE["PayeeAccount"], "payee_name": PAYEE["PayeeName"]}
        for n, p in applications.items()
    ]
    total = sum(int(p.replace(".", "")) for p in applications.values())
    form = {
        "operation": "pay",
        "agreement_number": agreement,
        "applications": items,
        "total": f"{total / 100:.2f}",
        "currency": "CNY",
        **more.pop("data", {}),
    }
    return an_envelope("premium-payment", uscc, form, party=BANK, **more)


def answer(rig: Rig, document: Document, element: str, code: str, result: Any = None, by: str = INSURER) -> None:
    """The party's business receipt to the newest message of a document."""
    rig.reply(rig.decision(element, rig.message_of(document.id), code, result, sender=by), party=by)


def agree(rig: Rig, uscc: str) -> str:
    """Bring a payment agreement into force; return its number."""
    (agreement,) = rig.submit(an_agreement(uscc))
    answer(rig, agreement, "PayeeData", "P101", {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]})
    number = f"A{agreement.id[-12:]}"
    result = {"AgreementNumber": number, "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result, by=BANK)
    return number


def underwrite(rig: Rig, uscc: str, premium: str = "2555.56") -> tuple[Document, str]:
    """Bring an application to where it waits for its payment."""
    (application,) = rig.submit(a_duty_application(uscc))
    number = f"T{application.id[-12:]}"
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": premium, **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    return application, number


def paid(rig: Rig) -> dict[str, str]:
    return {"BankReference": f"B{rig.clock.now()}", "PaidAt": on_wire(rig.clock.now())}


def a_policy(rig: Rig, uscc: str, application: str, **more: str) -> bytes:
    body = {
        "Enterprise": {"Uscc": uscc, "Name": "某某进出口有限公司"},
        "ApplicationNumber": application,
        "PolicyNumber": f"P{application}",
        "Use": "1",
        "RegisteredCustoms": "0100",
        "ClearanceCustoms": "0200",
        "StartDate": "2026-10-01",
        "EndDate": "2027-09-30",
        "Amount": "1000.00",
        "Rate": "2.30",
        "Premium": "2555.56",
        "Policy": base64.b64encode(b"%PDF-1.4 policy").decode(),
        **more,
    }
    return rig.signed("DutyPolicy", None, body, sender=INSURER)


def status(rig: Rig, document: Document) -> str:
    trail = rig.store.trail(document.id)
    assert trail is not None
    return trail.document.status


def of_type(rig: Rig, type_: str) -> list[Document]:
    from hub.ports import Filter  # noqa: PLC0415

    return rig.store.log(Filter(type=type_))


def faults_of(rig: Rig, document: Document) -> list[tuple[str, str]]:
    trail = rig.store.trail(document.id)
    assert trail is not None
    return [(f["code"], f["field"]) for f in trail.transitions[-1].detail["faults"]]


# ---- the story -------------------------------------------------------------------------------


def test_an_agreement_goes_to_the_insurer_and_then_with_its_answer_to_the_bank(rig: Rig, enterprise: str) -> None:
    """Two legs, each with a message of its own; the payee's data of the first stand in the second."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    answer(rig, agreement, "PayeeData", "P101", {"Account": "62001", "Name": "收款户"})
    assert status(rig, agreement) == "P102"
    second = rig.message_of(agreement.id)
    assert (second.party, second.round) == (BANK, 2)
    body = rig.store.payload(second.digest) or b""
    assert "<Account>62001</Account>" in body.decode()
    rig.confirm(agreement.id)
    assert status(rig, agreement) == "P103"
    result = {"AgreementNumber": "A-1", "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result, by=BANK)
    assert status(rig, agreement) == "S"
    assert [d.id for d in rig.store.find("A-1")] == [agreement.id]


def test_the_insurer_cannot_answer_for_the_bank(rig: Rig, enterprise: str) -> None:
    """Nor anybody else, nor the first message twice with another meaning."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    first = rig.message_of(agreement.id)
    answer(rig, agreement, "PayeeData", "P101", {"Account": "62001", "Name": "收款户"})
    second = rig.message_of(agreement.id)
    rig.reply(rig.decision("PaymentAgreementDecision", second, "F", sender=INSURER))
    rig.reply(rig.decision("PaymentAgreementDecision", first, "F", sender=INSURER))
    rig.reply(rig.decision("PayeeData", first, "F", sender=INSURER))
    assert status(rig, agreement) == "P102"
    assert sorted(row.code for row in rig.store.quarantined(9)) == ["HUB-410", "HUB-414"]


def test_one_payment_for_two_applications_goes_all_the_way(rig: Rig, enterprise: str) -> None:
    """Paid once, the insurer is told, policies come, customs gets its notice."""
    agreement = agree(rig, enterprise)
    one, number = underwrite(rig, enterprise)
    other, second = underwrite(rig, enterprise, "20.00")
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56", second: "20.00"}))
    assert (payment.status, status(rig, one), status(rig, other)) == ("P001", "Y001", "Y001")
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert (status(rig, payment), status(rig, one), status(rig, other)) == ("Y002", "Y002", "Y002")
    (advice,) = of_type(rig, "payment-advice")
    assert (advice.party, advice.portal, advice.status) == (INSURER, "national", "P001")
    answer(rig, advice, "PaymentAdviceDecision", "S")
    assert status(rig, advice) == "S"
    rig.reply(a_policy(rig, enterprise, number))
    assert status(rig, one) == "S"
    (notice,) = of_type(rig, "duty-guarantee-notice")
    assert notice.party == "customs"
    answer(rig, notice, "GuaranteeDecision", "G002", {"GuaranteeNumber": "G-1"}, by="customs")
    assert status(rig, notice) == "G002"
    rig.work()
    told = {(e["data"]["type"], e["data"]["status"]) for e in rig.events()}
    assert {("duty-policy", "S"), ("duty-guarantee-notice", "G002"), ("duty-insurance-application", "S")} <= told


def test_a_payment_that_fails_can_be_made_again(rig: Rig, enterprise: str) -> None:
    """Its applications wait for payment again; the failed one stays what it is."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    assert status(rig, application) == "Y003"
    again = a_payment(enterprise, agreement, {number: "2555.56"}, data={"operation": "again"}, again_of=payment.id)
    (second,) = rig.submit(again)
    assert (second.status, status(rig, application), status(rig, payment)) == ("P001", "Y001", "Y003")
    answer(rig, second, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert status(rig, application) == "Y002"


def test_an_application_that_is_being_paid_is_not_paid_twice(rig: Rig, enterprise: str) -> None:
    """Neither by another payment, nor in the same batch, nor when the bank stays silent."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    forms = [a_payment(enterprise, agreement, {number: "2555.56"}) for _ in range(3)]
    first, second = rig.submit(*forms[:2])
    (third,) = rig.submit(forms[2])
    assert [first.status, second.status, third.status] == ["P001", "H001", "H001"]
    assert faults_of(rig, second) == faults_of(rig, third) == [("HUB-315", "data.applications[0].number")]


def test_what_the_bank_contradicts_moves_nothing_and_stays_on_the_trail(rig: Rig, enterprise: str) -> None:
    """The first outcome stands; a late “paid” after “failed” is for an operator."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert (status(rig, payment), status(rig, application)) == ("Y003", "Y003")
    trail = rig.store.trail(payment.id)
    assert trail is not None
    assert trail.transitions[-1].detail["observed"] == "contradicts"


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"total": "2555.55"}, [("HUB-324", "data.total")]),
        ({"agreement_number": "unknown"}, [("HUB-314", "data.agreement_number")]),
        ({"currency": "USD"}, [("HUB-206", "data.currency")]),
        ({"operation": "again"}, [("HUB-312", "again_of")]),
    ],
)
def test_a_payment_that_does_not_fit_is_refused_with_its_field(
    rig: Rig, enterprise: str, change: dict[str, str], faults: list[tuple[str, str]]
) -> None:
    """To the cent."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}, data=change))
    assert (faults_of(rig, payment), status(rig, application)) == (faults, "P202")


def test_only_the_premium_and_account_that_the_insurer_named_are_paid(rig: Rig, enterprise: str) -> None:
    """And each application once."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    form = a_payment(enterprise, agreement, {number: "2555.56"})
    item = form["data"]["applications"][0]
    form["data"]["applications"] = [{**item, "premium": "2555.55", "payee_account": "999"}]
    (wrong,) = rig.submit(form)
    assert faults_of(rig, wrong) == [
        ("HUB-325", "data.applications[0].premium"),
        ("HUB-326", "data.applications[0].payee_account"),
    ]
    twice = a_payment(enterprise, agreement, {number: "2555.56"})
    twice["data"]["applications"] *= 2
    (refused,) = rig.submit(twice)
    assert faults_of(rig, refused) == [("HUB-316", "data.applications[1].number")]


def test_another_enterprises_application_is_not_there(rig: Rig, enterprise: str) -> None:
    """Neither to pay for nor to insure: never “forbidden”."""
    agreement = agree(rig, enterprise)
    stranger = next(_uscc)
    grant_quota(rig, stranger)
    application, number = underwrite(rig, stranger)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    assert faults_of(rig, payment) == [("HUB-314", "data.applications[0].number")]
    rig.reply(a_policy(rig, enterprise, number))
    assert status(rig, application) == "P202"
    assert [row.code for row in rig.store.quarantined(9)] == ["HUB-314"]
    assert of_type(rig, "duty-policy") == []


def test_the_agreement_needs_the_legal_persons_card(rig: Rig, enterprise: str) -> None:
    """An operator's does not do."""
    form = an_agreement(enterprise) | {"signer": {"card": "operator", "name": "王小明"}}
    (agreement,) = rig.submit(form)
    assert faults_of(rig, agreement) == [("HUB-114", "signer.card")]


def test_signing_again_after_the_bank_refused(rig: Rig, enterprise: str) -> None:
    """The refused one stays failed, and another may be signed."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    answer(rig, agreement, "PayeeData", "P101", {"Account": "62001", "Name": "收款户"})
    answer(rig, agreement, "PaymentAgreementDecision", "F", by=BANK)
    (again,) = rig.submit(an_agreement(enterprise, "bank-of-china", again_of=agreement.id))
    assert (status(rig, agreement), again.status) == ("F", "P001")


def test_a_bank_that_is_none_is_refused_before_the_insurer_hears_of_it(rig: Rig, enterprise: str) -> None:
    """Whom the second leg goes to is known at the door."""
    unknown, insurer = rig.submit(an_agreement(enterprise, "nobody"), an_agreement(enterprise, INSURER))
    assert faults_of(rig, unknown) == [("HUB-111", "data.bank")]
    assert faults_of(rig, insurer) == [("HUB-113", "data.bank")]
