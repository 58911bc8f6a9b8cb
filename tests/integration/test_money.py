"""One payment for several applications: agreed, paid once and only once, insured, reported to customs."""

import base64

import pytest
from files import A_PDF
from money import (
    BANK,
    INSURER,
    PAYEE,
    a_payment,
    a_policy,
    agree,
    an_agreement,
    answer,
    faults_of,
    of_type,
    paid,
    status,
    underwrite,
)
from rig import (
    AN_UNDERWRITING,
    Rig,
    a_credit_authorization,
    a_duty_application,
    a_grant,
    a_quota_application,
    a_uscc,
    catalogue,
    grant_quota,
)

from hub.flow.early_notices import EarlyNoticeLine
from hub.model import digest
from hub.xml.times import on_wire

POLICY = ("duty-policy", "S")


def test_an_agreement_goes_to_the_insurer_and_then_with_its_answer_to_the_bank(rig: Rig, enterprise: str) -> None:
    """Two legs, each with a message of its own; the payee's data of the first stand in the second."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    answer(rig, agreement, "PayeeData", "P101", {"Account": "62001", "Name": "收款户"})
    assert status(rig, agreement) == "P102"
    second = rig.message_of(agreement.id)
    assert (second.party, second.round) == (BANK, 2)
    body = rig.store.archive.payload(second.digest) or b""
    assert "<Account>62001</Account>" in body.decode()
    rig.confirm(agreement.id)
    assert status(rig, agreement) == "P103"
    result = {"AgreementNumber": "A-1", "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result, by=BANK)
    assert status(rig, agreement) == "S"
    assert [d.id for d in rig.store.documents.find("A-1")] == [agreement.id]


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
    assert sorted(row.code for row in rig.store.quarantine.deliveries(9)) == ["HUB-410", "HUB-414"]


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
    trail = rig.store.documents.trail(payment.id)
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
    stranger = a_uscc()
    grant_quota(rig, stranger)
    application, number = underwrite(rig, stranger)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    assert faults_of(rig, payment) == [("HUB-314", "data.applications[0].number")]
    rig.reply(a_policy(rig, enterprise, number))
    assert status(rig, application) == "P202"
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-314"]
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


def test_a_policy_that_is_quicker_than_its_application_waits_for_it(rig: Rig, enterprise: str) -> None:
    """It is answered at once, recorded when the number is known, and kept apart when that never happens."""
    line = EarlyNoticeLine("hub", catalogue(), rig.ports)
    (application,) = rig.submit(a_duty_application(enterprise))
    number = f"T{application.id[-12:]}"
    rig.reply(a_policy(rig, enterprise, number), a_policy(rig, enterprise, "never"))
    line.run()
    assert (of_type(rig, "duty-policy"), len(rig.store.schedule.early_notices(9))) == ([], 2)
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2555.56", **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    line.run()
    line.run()
    (policy,) = of_type(rig, "duty-policy")
    assert (policy.status, status(rig, application)) == ("S", "S")
    rig.clock.pass_(days=1)
    line.run()
    assert rig.store.schedule.early_notices(9) == []
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-416"]


def test_policies_whose_applications_never_come_hold_up_no_other(
    rig: Rig, enterprise: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look takes one page; the next look takes the next."""
    monkeypatch.setattr("hub.flow.early_notices.PAGE", 2)
    line = EarlyNoticeLine("hub", catalogue(), rig.ports)
    (application,) = rig.submit(a_duty_application(enterprise))
    number = f"T{application.id[-12:]}"
    rig.reply(*(a_policy(rig, enterprise, f"never-{n}") for n in range(4)), a_policy(rig, enterprise, number))
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2555.56", **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    for _ in range(3):
        line.run()
    assert status(rig, application) == "S"
    line.run()
    assert len(rig.store.schedule.early_notices(9)) == 4


def test_the_e_policy_reaches_the_portal_and_is_stored_once(rig: Rig, enterprise: str) -> None:
    """In the event, from the message that brought it; the trail keeps its digest and size alone."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    rig.work()
    (told,) = [e["data"]["returned"] for e in rig.events() if (e["data"]["type"], e["data"]["status"]) == POLICY]
    content = base64.b64decode(told["policy"]["content"])
    assert (content, told["policy"]["size"]) == (A_PDF, len(content))
    assert told["policy"]["sha256"] == digest(content)
    (policy,) = of_type(rig, "duty-policy")
    trail = rig.store.documents.trail(policy.id)
    assert trail is not None
    assert "content" not in trail.transitions[-1].detail["returned"]["policy"]


def test_the_e_policy_reaches_the_portal_after_a_restart_too(rig: Rig, enterprise: str) -> None:
    """Rendered from the store."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    (due,) = [d for d in rig.store.outbox.due("hub", 500) if d.transition and d.transition.files]
    rig.worker.dispatch.publish([due])
    (told,) = [e["data"]["returned"] for e in rig.events() if (e["data"]["type"], e["data"]["status"]) == POLICY]
    assert base64.b64decode(told["policy"]["content"]) == A_PDF


def test_without_an_account_of_the_insurers_answer_the_agreements_is_paid(rig: Rig, enterprise: str) -> None:
    """Never one that only the portal named."""
    agreement = agree(rig, enterprise)
    (application,) = rig.submit(a_duty_application(enterprise))
    number = f"T{application.id[-12:]}"
    answer(rig, application, "UnderwritingResult", "P202", {"ApplicationNumber": number, "Premium": "20.00"})
    form = a_payment(enterprise, agreement, {number: "20.00"})
    form["data"]["applications"][0]["payee_account"] = "666"
    (wrong,) = rig.submit(form)
    assert faults_of(rig, wrong) == [("HUB-326", "data.applications[0].payee_account")]
    (right,) = rig.submit(a_payment(enterprise, agreement, {number: "20.00"}))
    assert right.status == "P001"


def test_the_same_policy_in_two_messages_is_one_policy_and_one_guarantee(rig: Rig, enterprise: str) -> None:
    """In one batch or later; the others are repeats."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number), a_policy(rig, enterprise, number))
    rig.reply(a_policy(rig, enterprise, number))
    assert (len(of_type(rig, "duty-policy")), len(of_type(rig, "duty-guarantee-notice"))) == (1, 1)
    assert rig.store.quarantine.deliveries(9) == []


@pytest.mark.parametrize("first", ["Y003", "refused"])
def test_what_a_bank_says_was_paid_after_all_is_not_paid_again(rig: Rig, enterprise: str, first: str) -> None:
    """Not until an operator knows which of the two is true."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    if first == "refused":
        rig.reply(rig.technical(rig.message_of(payment.id), "refused", sender=BANK), party=BANK)
    else:
        answer(rig, payment, "PaymentResult", first, by=BANK)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    again = a_payment(enterprise, agreement, {number: "2555.56"}, data={"operation": "again"}, again_of=payment.id)
    (second,) = rig.submit(again)
    assert faults_of(rig, second) == [("HUB-318", "again_of"), ("HUB-318", "data.applications[0].number")]


def test_what_was_not_underwritten_gets_no_policy(rig: Rig, enterprise: str) -> None:
    """And customs no guarantee: it is kept apart, and the insurer told."""
    (application,) = rig.submit(a_duty_application(enterprise))
    answer(rig, application, "UnderwritingResult", "U005", {"ApplicationNumber": "T-5"})
    rig.reply(a_policy(rig, enterprise, "T-5"))
    assert (status(rig, application), of_type(rig, "duty-guarantee-notice")) == ("U005", [])
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-315"]


def test_two_insurers_may_use_one_number(rig: Rig, enterprise: str) -> None:
    """The agreement says whose is meant."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    other = "boc-insurance"
    (authorization,) = rig.submit(a_credit_authorization(enterprise, party=other))
    answer(rig, authorization, "CreditAuthorizationDecision", "S", by=other)
    (quota,) = rig.submit(a_quota_application(enterprise, party=other))
    answer(rig, quota, "QuotaDecision", "S", a_grant(at=rig.clock.now()), by=other)
    (foreign,) = rig.submit(a_duty_application(enterprise, party=other))
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, **PAYEE}
    answer(rig, foreign, "UnderwritingResult", "P202", result, by=other)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    assert (payment.status, status(rig, application), status(rig, foreign)) == ("P001", "Y001", "P202")


def test_a_policy_that_is_quicker_than_the_bank_is_no_contradiction(rig: Rig, enterprise: str) -> None:
    """The insurer may have its money before the hub hears of it."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    rig.reply(a_policy(rig, enterprise, number))
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    assert (trail.document.status, trail.transitions[-1].detail["observed"]) == ("S", "outranked")
