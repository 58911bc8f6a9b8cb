"""What the random life of money found (tests/faults/test_money_model.py), each as short as it can be told."""

from itertools import count

import pytest
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
    figures,
    grant_quota,
)

from hub.flow.deadlines import DeadlineLine
from hub.flow.replay import Replay
from hub.model import Document
from hub.testing.rows import resource_of
from hub.xml.times import on_wire

OTHER = "boc-insurance"
DAY = 86_400_000_000


def pass_(rig: Rig, *, days: int, looks: int = 1) -> None:
    """Let days pass, and the clock look at the end of each of so many spans."""
    seconds = count(0.0)
    line = DeadlineLine("hub", catalogue(), rig.ports, lambda: next(seconds))
    for _ in range(looks):
        rig.clock.pass_(days=days)
        line._looked = (rig.clock.now(), next(seconds))  # as if it had looked all the while
        line.run()


def sign(rig: Rig, uscc: str, until: str) -> Document:
    """An agreement in force until a day."""
    (agreement,) = rig.submit(an_agreement(uscc))
    answer(rig, agreement, "PayeeData", "P101", {"Account": "62001", "Name": "收款户"})
    result = {"AgreementNumber": f"A{uscc}", "EffectiveDate": "2026-09-21", "ExpiryDate": until}
    signed = {**result, "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", signed, by=BANK)
    return agreement


def apply_elsewhere(rig: Rig, uscc: str, number: str) -> Document:
    """Another insurer, with a quota of its own, gives its application the same number."""
    for form, element, result in (
        (a_credit_authorization(uscc, party=OTHER), "CreditAuthorizationDecision", None),
        (a_quota_application(uscc, party=OTHER), "QuotaDecision", a_grant(at=rig.clock.now())),
    ):
        (document,) = rig.submit(form)
        answer(rig, document, element, "S", result, by=OTHER)
    (application,) = rig.submit(a_duty_application(uscc, party=OTHER))
    terms = {**AN_UNDERWRITING, **PAYEE, "ApplicationNumber": number, "Premium": "1.00"}
    answer(rig, application, "UnderwritingResult", "P202", terms, by=OTHER)
    return application


def test_paying_leaves_the_quota_account_alone(rig: Rig, enterprise: str) -> None:
    """An amount that the insurer's figures contain stays contained, and the figures stay."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    rig.submit(a_duty_application(enterprise, "700.00"))
    rig.clock.pass_(seconds=1)
    rig.reply(rig.notice(enterprise, figures("5000000.00", "1000.00"), rig.clock.now()))
    before = resource_of(rig.store, f"quota-account:{enterprise}:{INSURER}")
    rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    assert resource_of(rig.store, f"quota-account:{enterprise}:{INSURER}") == before


def test_a_failure_that_the_bank_takes_back_too_late_stays_on_the_trail(rig: Rig, enterprise: str) -> None:
    """Another payment holds the application by then; the receipt is kept all the same."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    (first,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, first, "PaymentResult", "Y003", by=BANK)
    rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, first, "PaymentResult", "Y002", paid(rig), by=BANK)
    trail = rig.store.documents.trail(first.id)
    assert trail is not None
    assert trail.transitions[-1].detail.get("observed") == "contradicts"
    assert rig.store.quarantine.deliveries(9) == []


def test_a_payment_moves_what_it_named_when_another_insurer_gives_the_same_number(rig: Rig, enterprise: str) -> None:
    """Numbers are an insurer's own: what was accepted for one application pays no other."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    other = apply_elsewhere(rig, enterprise, number)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert (status(rig, application), status(rig, other)) == ("Y002", "P202")
    assert [advice.party for advice in of_type(rig, "payment-advice")] == [INSURER]


def test_a_payment_moves_what_it_named_when_its_insurer_gives_a_number_twice(rig: Rig, enterprise: str) -> None:
    """The second application does not get it: the answer is kept apart."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    (other,) = rig.submit(a_duty_application(enterprise))
    terms = {**AN_UNDERWRITING, **PAYEE, "ApplicationNumber": number}
    answer(rig, other, "UnderwritingResult", "P202", terms)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert (status(rig, application), status(rig, other)) == ("Y002", "P001")
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-432"]


def test_after_an_agreement_has_ended_another_is_signed(rig: Rig, enterprise: str) -> None:
    """Signing is over; the claim does not come back with E."""
    agreement = sign(rig, enterprise, "2026-09-30")
    pass_(rig, days=20)
    assert status(rig, agreement) == "E"
    (again,) = rig.submit(an_agreement(enterprise))
    assert again.status == "P001"


def test_an_agreement_ends_while_another_is_being_signed(rig: Rig, enterprise: str) -> None:
    """The clock does not wait for that."""
    agreement = sign(rig, enterprise, "2026-09-30")
    rig.submit(an_agreement(enterprise))
    pass_(rig, days=20)
    assert status(rig, agreement) == "E"


@pytest.mark.parametrize("leg", [1, 2])
def test_what_comes_for_an_agreement_at_rest_takes_signing_from_no_other(rig: Rig, enterprise: str, leg: int) -> None:
    """A gateway refused; another was asked for meanwhile; then the first is answered after all: kept, and an alarm."""
    element, code, by = ("PayeeData", "P101", INSURER) if leg == 1 else ("PaymentAgreementDecision", "S", BANK)
    payee = {"Account": "62001", "Name": "收款户"}
    (first,) = rig.submit(an_agreement(enterprise))
    if leg == 2:
        answer(rig, first, "PayeeData", "P101", payee)
    rig.reply(rig.technical(rig.message_of(first.id), "refused", sender=by), party=by)
    (second,) = rig.submit(an_agreement(enterprise))
    signed = {"AgreementNumber": "A-1", "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, first, element, code, payee if leg == 1 else signed, by=by)
    trail = rig.store.documents.trail(first.id)
    assert trail is not None
    assert (trail.document.status, trail.transitions[-1].detail["observed"]) == (
        ("P005", "P105")[leg - 1],
        "contradicts",
    )
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == []
    answer(rig, second, "PayeeData", "P101", payee)
    answer(rig, second, "PaymentAgreementDecision", "S", signed, by=BANK)
    assert status(rig, second) == "S"


def test_what_a_gateway_refused_is_submitted_anew_where_nothing_is_made_again(rig: Rig, enterprise: str) -> None:
    """A credit authorization has no 重新…: a fresh one is the way, and the first may still come through."""
    (first,) = rig.submit(a_credit_authorization(enterprise))
    rig.reply(rig.technical(rig.message_of(first.id), "refused"))
    (second,) = rig.submit(a_credit_authorization(enterprise))
    for document in (second, first):
        answer(rig, document, "CreditAuthorizationDecision", "S")
    assert (status(rig, first), status(rig, second)) == ("S", "S")


def test_a_payment_that_had_no_queue_is_awaited_once_it_is_sent(rig: Rig, enterprise: str) -> None:
    """P003 puts the deadline aside; P002 sets it again: silence is overdue in the end."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    name = f"message:{rig.message_of(payment.id).id}"
    (row,) = [due.outgoing for due in rig.store.outbox.due("hub", 1000) if due.outgoing.id == name]
    rig.worker.dispatch.record([(row, "returned")])
    replay = Replay(catalogue(), rig.store, rig.clock)
    list(replay.apply(replay.plan_message(payment.id, None), "the queue is there now"))
    rig.worker.dispatch.record([(row, "confirmed")])
    assert status(rig, payment) == "P002"
    pass_(rig, days=1, looks=4)
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    assert "overdue" in [t.detail.get("observed") for t in trail.transitions]


def test_a_policy_that_is_sent_anew_is_reported_to_customs_once(rig: Rig, enterprise: str) -> None:
    """Under another message id: it is the same policy by its number."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    rig.reply(a_policy(rig, enterprise, number))
    assert len(of_type(rig, "duty-guarantee-notice")) == 1


def test_an_application_made_again_may_use_the_amount_of_the_one_that_it_replaces(rig: Rig) -> None:
    """Both are one amount of the quota."""
    uscc = a_uscc()
    grant_quota(rig, uscc, "1000.00")
    agreement = agree(rig, uscc)
    application, number = underwrite(rig, uscc)
    (payment,) = rig.submit(a_payment(uscc, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    (again,) = rig.submit(a_duty_application(uscc, again_of=application.id))
    assert (again.status, again.status == "H001" and faults_of(rig, again)) == ("P001", False)


def test_a_policy_waits_though_another_insurers_customer_bears_its_number(rig: Rig, enterprise: str) -> None:
    """Somebody else's number at somebody else's insurer is no reason to refuse it."""
    apply_elsewhere(rig, a_uscc(), "N-7")
    rig.reply(a_policy(rig, enterprise, "N-7"))
    assert (len(rig.store.schedule.early_notices(9)), rig.store.quarantine.deliveries(9)) == (1, [])


def test_white_space_around_the_time_of_a_decision_is_no_part_of_it(rig: Rig, enterprise: str) -> None:
    """As pretty-printers write it; and it hides no future."""
    (document,) = rig.submit(a_credit_authorization(enterprise))
    message, at = rig.message_of(document.id), rig.clock.now()
    for time in (f"\n    {on_wire(at + 9 * DAY)}\n  ", f"\n    {on_wire(at)}\n  "):
        rig.reply(rig.signed("CreditAuthorizationDecision", message, {"Code": "S", "DecidedAt": time}))

    assert status(rig, document) == "S"
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-415"]


def test_what_is_valid_until_the_last_day_that_there_is_never_ends(rig: Rig, enterprise: str) -> None:
    """9999-12-31 is how some write that it has no end; the day before is a day as any other."""
    agreements = [sign(rig, enterprise, "9999-12-31"), sign(rig, a_uscc(), "9999-12-30")]
    for_ever = {"start_date": "9999-01-01", "end_date": "9999-12-31"}
    application, number = underwrite(rig, enterprise, **for_ever)
    rig.reply(a_policy(rig, enterprise, number, StartDate="9999-01-01", EndDate="9999-12-31"))
    assert rig.store.quarantine.deliveries(9) == []
    pass_(rig, days=100)
    assert [status(rig, document) for document in (*agreements, application)] == ["S", "S", "S"]
