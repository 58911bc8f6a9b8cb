"""A business number of one party is borne by one document of a type, exactly and for ever; a successor inherits it."""

from money import (
    BANK,
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
from rig import AN_UNDERWRITING, Rig, a_credit_authorization, a_duty_application, a_uscc, grant_quota

from hub.model import Document
from hub.xml.times import on_wire

FIELD = "Result/ApplicationNumber"
OTHER_BANK = "construction-bank"


def terms(number: str) -> dict[str, str]:
    return {**AN_UNDERWRITING, **PAYEE, "ApplicationNumber": number}


def refused(rig: Rig) -> list[tuple[str, str]]:
    return [(row.code, row.field) for row in rig.store.quarantine.deliveries(9)]


def apply(rig: Rig, uscc: str, **more: str) -> Document:
    (application,) = rig.submit(a_duty_application(uscc, **more))
    return application


def numbers(rig: Rig, document: Document) -> dict[str, str]:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return dict(trail.references)


def test_a_number_is_not_given_to_a_second_document(rig: Rig, enterprise: str) -> None:
    """Of the same enterprise or another, in one batch or years later: kept apart with the field, nothing moves."""
    stranger = a_uscc()
    grant_quota(rig, stranger)
    first, second, foreign = apply(rig, enterprise), apply(rig, enterprise), apply(rig, stranger)
    both = [rig.decision("UnderwritingResult", rig.message_of(d.id), "P202", terms("N-1")) for d in (first, second)]
    rig.reply(*both)
    rig.clock.pass_(days=3000)
    answer(rig, foreign, "UnderwritingResult", "P202", terms("N-1"))
    assert [status(rig, d) for d in (first, second, foreign)] == ["P202", "P001", "P001"]
    assert refused(rig) == [("HUB-432", FIELD)] * 2
    assert [d.id for d in rig.store.documents.find("N-1")] == [first.id]


def test_numbers_are_compared_exactly_and_within_one_party_and_type(rig: Rig, enterprise: str) -> None:
    """Another spelling is another number; an authorization may have an application's."""
    for number in ("N-1", "n-1", "N-01"):
        answer(rig, apply(rig, enterprise), "UnderwritingResult", "P202", terms(number))
    (authorization,) = rig.submit(a_credit_authorization(enterprise))
    answer(
        rig,
        authorization,
        "CreditAuthorizationDecision",
        "S",
        {"AuthorizationNumber": "N-1", "SignedAt": on_wire(rig.clock.now())},
    )
    assert refused(rig) == []


def test_the_same_number_again_for_the_same_document_is_no_other_bearer(rig: Rig, enterprise: str) -> None:
    """Insurers repeat it with every answer."""
    application = apply(rig, enterprise)
    for code in ("U001", "P202", "P202", "D002"):
        answer(rig, application, "UnderwritingResult", code, terms("N-1"))
    assert (refused(rig), status(rig, application)) == ([], "D002")


def test_a_number_passes_to_the_successor_of_a_document_that_is_superseded(rig: Rig, enterprise: str) -> None:
    """Through a chain of them; it then means the newest, and goes to no third."""
    chain = [apply(rig, enterprise)]
    for _ in range(2):
        answer(rig, chain[-1], "UnderwritingResult", "A002", terms("N-1"))
        chain.append(apply(rig, enterprise, again_of=chain[-1].id))
    answer(rig, chain[-1], "UnderwritingResult", "P202", terms("N-1"))
    assert [status(rig, d) for d in chain] == ["X001", "X001", "P202"]
    (payment,) = rig.submit(a_payment(enterprise, agree(rig, enterprise), {"N-1": "2555.56"}))
    assert (payment.status, status(rig, chain[-1])) == ("P001", "Y001")
    other = apply(rig, enterprise)
    answer(rig, other, "UnderwritingResult", "P202", terms("N-1"))
    assert (refused(rig), status(rig, other)) == ([("HUB-432", FIELD)], "P001")


def test_a_number_does_not_pass_from_what_failed_and_stays(rig: Rig, enterprise: str) -> None:
    """A payment made again is one of its own: its reference is, too."""
    agreement, (_, number) = agree(rig, enterprise), underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y003", {**paid(rig), "BankReference": "B-1"}, by=BANK)
    form = a_payment(enterprise, agreement, {number: "2555.56"}, data={"operation": "again"}, again_of=payment.id)
    (again,) = rig.submit(form)
    answer(rig, again, "PaymentResult", "Y002", {**paid(rig), "BankReference": "B-1"}, by=BANK)
    assert (refused(rig), status(rig, again)) == ([("HUB-432", "Result/BankReference")], "P001")


def test_a_number_that_a_later_one_replaces_still_finds_its_document(rig: Rig, enterprise: str) -> None:
    """The newest is shown; the old one is nobody else's."""
    application = apply(rig, enterprise)
    answer(rig, application, "UnderwritingResult", "U001", terms("N-2"))
    answer(rig, application, "UnderwritingResult", "P202", terms("N-1"))
    assert numbers(rig, application) == {"application_number": "N-1"}
    assert [d.id for n in ("N-1", "N-2") for d in rig.store.documents.find(n)] == [application.id] * 2
    answer(rig, apply(rig, enterprise), "UnderwritingResult", "P202", terms("N-2"))
    assert refused(rig) == [("HUB-432", FIELD)]
    rig.reply(a_policy(rig, enterprise, "N-2"))
    assert status(rig, application) == "S"


def test_an_application_has_one_policy(rig: Rig, enterprise: str) -> None:
    """Another policy, by its number, would be a second guarantee to customs."""
    _, number = underwrite(rig, enterprise)
    rig.reply(
        a_policy(rig, enterprise, number, PolicyNumber="P-1"), a_policy(rig, enterprise, number, PolicyNumber="P-2")
    )
    rig.reply(a_policy(rig, enterprise, number, PolicyNumber="P-1"))
    assert [len(of_type(rig, made)) for made in ("duty-policy", "duty-guarantee-notice")] == [1, 1]
    assert refused(rig) == [("HUB-432", "ApplicationNumber")]


def test_two_banks_may_give_one_number_and_each_means_its_own(rig: Rig, enterprise: str) -> None:
    """A payment names the agreement of the bank that it goes to, the older one as well as the newer."""
    for bank in (BANK, OTHER_BANK):
        (agreement,) = rig.submit(an_agreement(enterprise, bank))
        answer(rig, agreement, "PayeeData", "P101", {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]})
        signed = {"AgreementNumber": "A-1", "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
        answer(rig, agreement, "PaymentAgreementDecision", "S", signed, by=bank)
    for bank in (BANK, OTHER_BANK):
        _, number = underwrite(rig, enterprise)
        (payment,) = rig.submit(a_payment(enterprise, "A-1", {number: "2555.56"}) | {"party": bank})
        assert payment.status == "P001", faults_of(rig, payment)
    assert refused(rig) == []
    (third,) = rig.submit(an_agreement(a_uscc(), BANK))
    answer(rig, third, "PayeeData", "P101", {"Account": "1", "Name": "收款户"})
    answer(rig, third, "PaymentAgreementDecision", "S", signed, by=BANK)
    assert refused(rig) == [("HUB-432", "Result/AgreementNumber")]
