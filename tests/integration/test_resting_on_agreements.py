"""What is made again may go elsewhere; what others rest on counts when they are accepted, and not while disputed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from agreements import BINDING, FINANCING, REMIT_IN, a_bank_agreement, a_release, bank_says, sign, signed_result
from money import BANK, a_payment, agree, an_agreement, answer, faults_of, status, underwrite
from racers import RACES, race
from rig import Rig, a_credit_authorization, a_quota_application, a_uscc, catalogue

from hub.flow.deadlines import DeadlineLine
from hub.ports import Filter
from hub.xml.times import on_wire

OTHER_INSURER, OTHER_BANK = "boc-insurance", "bank-of-china"


@pytest.mark.parametrize(
    ("party", "bank"), [("ping-an", OTHER_BANK), (OTHER_INSURER, BANK), (OTHER_INSURER, OTHER_BANK)]
)
def test_an_agreement_is_signed_again_with_another_payee_or_bank(
    rig: Rig, enterprise: str, party: str, bank: str
) -> None:
    """重新签署: bank and payee are chosen again (S1 §4.1.3)."""
    (first,) = rig.submit(an_agreement(enterprise))
    answer(rig, first, "PayeeData", "F")
    (again,) = rig.submit(an_agreement(enterprise, bank, party=party, again_of=first.id))
    assert (again.status, again.again_of, again.party) == ("P001", first.id, party)


def test_an_agreement_that_ends_before_it_begins_is_kept_apart(rig: Rig, enterprise: str) -> None:
    """With the field, the agreement unmoved; one that ended before it came is taken, and over at once."""
    (agreement,) = rig.submit(an_agreement(enterprise))
    answer(rig, agreement, "PayeeData", "P101", {"Account": "6200000000000000088", "Name": "某某财产保险公司"})
    result = {"AgreementNumber": "A-ends", "EffectiveDate": "2026-09-21", "ExpiryDate": "2026-09-20"}
    said = {"SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result | said, by=BANK)
    (kept,) = rig.store.quarantine.deliveries(9)
    assert (status(rig, agreement), kept.code, kept.field) == ("P102", "HUB-431", "Result/ExpiryDate")
    ended = {**result, "EffectiveDate": "2026-09-01"}
    answer(rig, agreement, "PaymentAgreementDecision", "S", ended | said, by=BANK)
    DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 10))
    assert status(rig, agreement) == "E"


@pytest.mark.slow
@pytest.mark.parametrize(("other", "accepted"), [(BANK, 1), (OTHER_BANK, 2)])
def test_signings_in_the_same_second_exclude_each_other_at_one_bank_only(
    rig: Rig, store_url: str, tmp_path: Path, other: str, accepted: int
) -> None:
    """Between two processes: one signing is open per enterprise, insurer and bank (S1 §4.1.1)."""
    enterprises = [a_uscc() for _ in range(RACES)]
    pairs = [(an_agreement(e), an_agreement(e, other)) for e in enterprises]
    race(store_url, tmp_path, "national", [(as_bytes(one), as_bytes(two)) for one, two in pairs])
    for one in enterprises:
        found = rig.store.documents.log(Filter(enterprise=one, type="payment-agreement"))
        assert [d.status for d in found].count("P001") == accepted, found


def as_bytes(form: Mapping[str, Any]) -> bytes:
    return json.dumps(form).encode()


def test_a_payment_is_made_again_through_another_bank(rig: Rig, enterprise: str) -> None:
    """重新支付 (S1 §5.7.2): with an agreement with that bank."""
    agreements = [agree(rig, enterprise, bank) for bank in (BANK, "construction-bank")]
    _, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreements[0], {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    form = a_payment(enterprise, agreements[1], {number: "2555.56"}, data={"operation": "again"}, again_of=payment.id)
    (again,) = rig.submit(form | {"party": "construction-bank"})
    assert (again.status, again.party) == ("P001", "construction-bank")


def test_a_quota_application_is_made_again_with_the_same_insurer_only(rig: Rig, uscc: str) -> None:
    """Elsewhere the predecessor's party stays."""
    for party in ("ping-an", OTHER_INSURER):
        (authorization,) = rig.submit(a_credit_authorization(uscc, party=party))
        answer(rig, authorization, "CreditAuthorizationDecision", "S", by=party)
    (first,) = rig.submit(a_quota_application(uscc))
    answer(rig, first, "QuotaDecision", "F")
    form = a_quota_application(uscc, operation="again", again_of=first.id, party=OTHER_INSURER)
    (again,) = rig.submit(form)
    assert ("HUB-308", "again_of") in faults_of(rig, again)


@pytest.mark.parametrize("later", ["open", "F", "P005"])
def test_an_authorization_counts_whatever_becomes_of_a_newer_one(rig: Rig, uscc: str, later: str) -> None:
    """Any in S with that insurer; a newer one that is open or failed takes nothing away."""
    first, second = rig.submit(a_credit_authorization(uscc), a_credit_authorization(uscc))
    answer(rig, first, "CreditAuthorizationDecision", "S")
    if later == "F":
        answer(rig, second, "CreditAuthorizationDecision", "F")
    elif later == "P005":
        rig.reply(rig.technical(rig.message_of(second.id), "refused"))
    (application,) = rig.submit(a_quota_application(uscc))
    assert (status(rig, second), application.status) == ({"open": "P001"}.get(later, later), "P001")


def test_an_authorization_of_another_insurer_does_not_count(rig: Rig, uscc: str) -> None:
    """Each insurer has its own."""
    (other,) = rig.submit(a_credit_authorization(uscc, party=OTHER_INSURER))
    answer(rig, other, "CreditAuthorizationDecision", "S", by=OTHER_INSURER)
    (application,) = rig.submit(a_quota_application(uscc))
    assert faults_of(rig, application) == [("HUB-301", "party")]


def test_nothing_rests_on_an_agreement_whose_bank_says_two_things(rig: Rig, enterprise: str) -> None:
    """A second S with another number is no repeat: no remittance and no release until an operator has settled it."""
    agreement, number = sign(rig, enterprise, BINDING)
    other = {**signed_result(rig, agreement), "AgreementNumber": "B-other"}
    bank_says(rig, agreement, "S", other)
    assert (status(rig, agreement), bool(rig.document(agreement.id).disputes)) == ("S", True)
    (remittance,) = rig.submit(a_bank_agreement(enterprise, REMIT_IN))
    (release,) = rig.submit(a_release(enterprise, number))
    assert [faults_of(rig, one)[0][0] for one in (remittance, release)] == ["HUB-334", "HUB-318"]


def test_a_release_of_another_banks_agreement_finds_nothing(rig: Rig, enterprise: str) -> None:
    """It would end an agreement with a bank that knows nothing of it."""
    agreement, number = sign(rig, enterprise, FINANCING)
    (release,) = rig.submit(a_release(enterprise, number, bank="construction-bank"))
    assert (faults_of(rig, release), status(rig, agreement)) == ([("HUB-314", "data.agreement_number")], "S")
