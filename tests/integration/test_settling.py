"""An operator settles what parties left open: by what is recorded, by other values, or part by part with proof."""

import pytest
from money import BANK, INSURER, PAYEE, a_payment, agree, answer, faults_of, of_type, paid, status, underwrite
from rig import AN_UNDERWRITING, Rig, a_duty_application, catalogue

from hub.errors import Rejected
from hub.flow.settlement import Proof, Settlement
from hub.model import DISPUTED, SETTLED, Document, digest
from hub.stages.settle_part import Decision

SAID = Proof("told by telephone")
STATEMENT = Proof("by the bank's statement", b"%PDF statement")


@pytest.fixture
def settlement(rig: Rig) -> Settlement:
    return Settlement("hub", catalogue(), rig.ports)


def bank_says(rig: Rig) -> dict[str, str]:
    return {"bank_reference": "B-77", "paid_at": paid(rig)["PaidAt"]}


def disputes(rig: Rig, document: Document) -> frozenset[str]:
    (found,) = rig.store.documents.find(document.id)
    return found.disputes


def three(rig: Rig, enterprise: str) -> tuple[str, list[Document], list[str], Document]:
    """An agreement, three applications, their numbers, and one payment for them."""
    agreement = agree(rig, enterprise)
    made = [underwrite(rig, enterprise, premium) for premium in ("10.00", "20.00", "30.50")]
    numbers = [number for _, number in made]
    premiums = dict(zip(numbers, ("10.00", "20.00", "30.50"), strict=True))
    (payment,) = rig.submit(a_payment(enterprise, agreement, premiums))
    rig.confirm(payment.id)
    return agreement, [application for application, _ in made], numbers, payment


def refused(settlement: Settlement, document: Document, decision: Decision) -> str:
    with pytest.raises(Rejected) as caught:
        settlement.decide(document.id, decision, STATEMENT)
    return caught.value.faults[0].code


def advices(rig: Rig) -> list[str]:
    bodies = (rig.store.archive.payload(rig.message_of(a.id).digest) or b"" for a in of_type(rig, "payment-advice"))
    return [body.decode() for body in bodies]


def test_the_values_that_an_operator_lets_stand_are_the_ones_that_are_paid(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """Told by the number of a row in the trail; the portal is told that the dispute is over."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    other = {**AN_UNDERWRITING, "ApplicationNumber": number, **PAYEE, "Premium": "9.00"}
    answer(rig, application, "UnderwritingResult", "P202", other)
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    settlement.stand(application.id, trail.transitions[-1].seq, SAID)
    (wrong,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    assert ("HUB-325", "data.applications[0].premium") in faults_of(rig, wrong)
    (right,) = rig.submit(a_payment(enterprise, agreement, {number: "9.00"}))
    assert right.status == "P001"
    rig.work()
    printed = [e["data"] for e in rig.events() if e["data"]["document"] == application.id]
    assert [d["status"] for d in printed if d["status"] in (DISPUTED, SETTLED)] == [DISPUTED, SETTLED]


def test_a_row_without_values_cannot_stand(rig: Rig, enterprise: str, settlement: Settlement) -> None:
    """Nor can one that is not there."""
    application, number = underwrite(rig, enterprise)
    answer(
        rig, application, "UnderwritingResult", "P202", {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "9"}
    )
    for seq in (1, 99):
        with pytest.raises(Rejected) as caught:
            settlement.stand(application.id, seq, SAID)
        assert caught.value.faults[0].code == "HUB-771"
    assert disputes(rig, application) == {"other-values", "told"}


def test_a_failure_that_is_confirmed_can_be_paid_again(rig: Rig, enterprise: str, settlement: Settlement) -> None:
    """What the bank said too late is closed: the claim that was held for it is let go, the applications are free."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    with pytest.raises(Rejected) as caught:
        settlement.close(application.id, SAID)
    assert caught.value.faults[0].code == "HUB-775"
    settlement.close(payment.id, SAID)
    assert (disputes(rig, payment), disputes(rig, application)) == (frozenset(), frozenset())
    again = a_payment(enterprise, agreement, {number: "2555.56"}, data={"operation": "again"}, again_of=payment.id)
    (second,) = rig.submit(again)
    assert second.status == "P001"


def test_a_payment_that_failed_and_was_paid_after_all_is_paid_by_the_banks_proof(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """As if the bank had said so first: the applications follow, the insurer is told."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    settlement.decide(payment.id, Decision(paid=["all"], values=bank_says(rig)), STATEMENT)
    assert (status(rig, payment), status(rig, application)) == ("Y002", "Y002")
    assert (disputes(rig, payment), disputes(rig, application)) == (frozenset(), frozenset())
    (advice,) = advices(rig)
    assert "<BankReference>B-77</BankReference>" in advice
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    assert trail.transitions[-1].cause.digest == digest(STATEMENT.body)
    assert rig.store.archive.payload(digest(STATEMENT.body)) == STATEMENT.body


def test_a_payment_settled_in_part_is_neither_paid_nor_failed(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """It says how many of how many; the insurer is told of what was paid, and of no more; the rest is paid again."""
    agreement, applications, numbers, payment = three(rig, enterprise)
    decision = Decision(paid=[numbers[2], numbers[0]], failed=[numbers[1]], values=bank_says(rig))
    settlement.decide(payment.id, decision, STATEMENT)
    assert status(rig, payment) == "Y004"
    assert [status(rig, a) for a in applications] == ["Y002", "Y003", "Y002"]
    (advice,) = advices(rig)
    assert [numbers[0] in advice, numbers[1] in advice, numbers[2] in advice] == [True, False, True]
    assert "<Total>40.50</Total>" in advice
    rig.work()
    (printed,) = [e["data"] for e in rig.events() if e["data"]["status"] == "Y004"]
    assert (printed["returned"]["settled"], printed["returned"]["settled_failed"]) == ("2/3", [numbers[1]])
    form = a_payment(enterprise, agreement, {numbers[1]: "20.00"}, data={"operation": "again"}, again_of=payment.id)
    (again,) = rig.submit(form)
    assert (again.status, faults_of(rig, again) if again.status == "H001" else []) == ("P001", [])


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_part_is_reported_by_its_number_in_whatever_order_a_form_names_them(
    rig: Rig, enterprise: str, settlement: Settlement, order: tuple[int, int]
) -> None:
    """A trail has those that a payment names in the order of their ids; money follows numbers."""
    agreement = agree(rig, enterprise)
    made = [underwrite(rig, enterprise, "10.00") for _ in range(2)]
    (payment,) = rig.submit(a_payment(enterprise, agreement, {made[place][1]: "10.00" for place in order}))
    rig.confirm(payment.id)
    settlement.decide(payment.id, Decision([made[0][1]], [made[1][1]], bank_says(rig)), STATEMENT)
    assert [status(rig, application) for application, _ in made] == ["Y002", "Y003"]


def test_what_is_settled_step_by_step_makes_an_advice_for_each_step(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """Nothing is told twice, though all was paid in the end."""
    _, applications, numbers, payment = three(rig, enterprise)
    settlement.decide(payment.id, Decision(paid=[numbers[1]], values=bank_says(rig)), STATEMENT)
    assert [status(rig, a) for a in applications] == ["Y001", "Y002", "Y001"]
    assert status(rig, payment) == "P002"
    assert refused(settlement, payment, Decision(paid=[numbers[1]], values=bank_says(rig))) == "HUB-773"
    settlement.decide(payment.id, Decision(paid=["all"], values=bank_says(rig)), STATEMENT)
    assert [status(rig, a) for a in applications] == ["Y002", "Y002", "Y002"]
    assert status(rig, payment) == "Y004"
    assert sorted(a.count("<Application>") for a in advices(rig)) == [1, 2]
    assert refused(settlement, payment, Decision(failed=["all"])) == "HUB-772"


def test_the_banks_answer_after_a_settlement_is_a_dispute_again(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """An operator's word stands until an operator says otherwise."""
    _, applications, numbers, payment = three(rig, enterprise)
    settlement.decide(payment.id, Decision([numbers[0]], numbers[1:], bank_says(rig)), STATEMENT)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert [status(rig, a) for a in (payment, *applications)] == ["Y004", "Y002", "Y003", "Y003"]
    assert "contradicts" in disputes(rig, payment)


@pytest.mark.parametrize(
    ("paid_", "values", "code"),
    [
        (["unknown"], {"bank_reference": "B", "paid_at": "2026-09-21T10:00:00+08:00"}, "HUB-773"),
        ([], {}, "HUB-773"),
        (["all"], {"bank_reference": "B"}, "HUB-774"),
        (["all"], {"bank_reference": "B", "paid_at": "yesterday"}, "HUB-774"),
        (["all"], {"bank_reference": "B", "paid_at": "2026-09-20T23:59:59+08:00"}, "HUB-774"),
        (["all"], {"bank_reference": "B", "paid_at": "2026-09-23T10:00:00+08:00"}, "HUB-774"),
        (["all"], {"bank_reference": "B\x1b[31m", "paid_at": "2026-09-21T10:00:00+08:00"}, "HUB-774"),
        (["all"], {"bank_reference": "B", "paid_at": "2026-09-21T10:00:00+08:00", "odd": "1"}, "HUB-774"),
    ],
)
def test_a_settlement_that_does_not_fit_changes_nothing(
    rig: Rig, enterprise: str, settlement: Settlement, paid_: list[str], values: dict[str, str], code: str
) -> None:
    """Nothing is guessed where money is at stake."""
    _, applications, _, payment = three(rig, enterprise)
    assert refused(settlement, payment, Decision(paid_, (), values)) == code
    assert [status(rig, a) for a in (payment, *applications)] == ["P002", "Y001", "Y001", "Y001"]
    assert advices(rig) == []


def test_what_names_no_others_is_not_settled_part_by_part(rig: Rig, enterprise: str, settlement: Settlement) -> None:
    """An application is not a payment; and what is not disputed needs no settling."""
    application, number = underwrite(rig, enterprise)
    assert refused(settlement, application, Decision(paid=[number])) == "HUB-772"
    with pytest.raises(Rejected) as caught:
        settlement.close(application.id, SAID)
    assert caught.value.faults[0].code == "HUB-770"


@pytest.mark.parametrize("code", ["P005", "F"])
def test_an_advice_that_the_insurer_does_not_take_is_an_alarm(
    rig: Rig, enterprise: str, settlement: Settlement, code: str
) -> None:
    """Money moved, and its owner does not know it; an operator closes it."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    (advice,) = of_type(rig, "payment-advice")
    if code == "P005":
        rig.reply(rig.technical(rig.message_of(advice.id), "refused", sender=INSURER), party=INSURER)
    else:
        answer(rig, advice, "PaymentAdviceDecision", code)
    assert disputes(rig, advice) == {"alarm"}
    settlement.close(advice.id, SAID)
    assert (disputes(rig, advice), status(rig, advice)) == (frozenset(), code)


def test_an_alarm_ends_by_itself_when_the_document_goes_on(rig: Rig, enterprise: str) -> None:
    """The insurer's gateway refused the advice, and then the insurer booked it all the same."""
    agreement = agree(rig, enterprise)
    _, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    (advice,) = of_type(rig, "payment-advice")
    rig.reply(rig.technical(rig.message_of(advice.id), "refused", sender=INSURER), party=INSURER)
    answer(rig, advice, "PaymentAdviceDecision", "S")
    assert (status(rig, advice), disputes(rig, advice)) == ("S", frozenset())


# ---- an operator's word beside others' ------------------------------------------------------------


def test_what_is_settled_in_part_is_not_moved_whole_by_the_bank(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """One advice, for what was proven; the bank's word is a dispute, whichever it is."""
    _, (first, second, _), numbers, payment = three(rig, enterprise)
    settlement.decide(payment.id, Decision([numbers[0]], [numbers[1]], bank_says(rig)), STATEMENT)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert (status(rig, payment), disputes(rig, payment) - {"told"}) == ("P002", frozenset({"contradicts"}))
    assert (status(rig, first), status(rig, second), len(advices(rig))) == ("Y002", "Y003", 1)


def test_what_another_payment_asks_for_by_now_is_neither_freed_nor_paid_by_the_first(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """The money could go twice, or be told twice."""
    agreement, (_, second, _), numbers, payment = three(rig, enterprise)
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    form = a_payment(enterprise, agreement, {numbers[1]: "20.00"}, data={"operation": "again"}, again_of=payment.id)
    (again,) = rig.submit(form)
    assert again.status == "P001"
    with pytest.raises(Rejected) as caught:
        settlement.decide(payment.id, Decision(["all"], (), bank_says(rig)), STATEMENT)
    (fault,) = caught.value.faults
    (second_payment,) = rig.store.documents.find(again.id)
    told = f"{numbers[1]} belongs to premium-payment {second_payment.record} (hub show {second_payment.record})"
    assert (fault.code, told in fault.en, f"hub show {second_payment.record}" in fault.zh) == ("HUB-317", True, True)
    settlement.decide(payment.id, Decision([numbers[0]], [numbers[1]], bank_says(rig)), STATEMENT)
    assert status(rig, second) == "Y001"
    answer(rig, again, "PaymentResult", "Y002", paid(rig) | {"BankReference": "B-78"}, by=BANK)
    assert (status(rig, second), len(advices(rig))) == ("Y002", 2)
    assert refused(settlement, payment, Decision([numbers[1]], (), bank_says(rig))) == "HUB-773"


def test_nothing_that_failed_to_be_read_is_moved_to_where_it_cannot_go(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """P005 is the end already: none of it was paid."""
    _, made, _, payment = three(rig, enterprise)
    rig.reply(rig.technical(rig.message_of(payment.id), "refused", sender=BANK), party=BANK)
    settlement.decide(payment.id, Decision((), ["all"]), STATEMENT)
    assert (status(rig, payment), disputes(rig, payment)) == ("P005", frozenset())
    assert {status(rig, application) for application in made} == {"Y003"}


@pytest.mark.parametrize("paid_at", ["2027-01-01T00:00:00Z", "2026-09-22T10:20:00+08:00"])
def test_no_operator_tells_of_a_payment_to_come(
    rig: Rig, enterprise: str, settlement: Settlement, paid_at: str
) -> None:
    """As no party does."""
    _, _, _, payment = three(rig, enterprise)
    values = {"bank_reference": "B-77", "paid_at": paid_at}
    assert refused(settlement, payment, Decision(["all"], (), values)) == "HUB-774"


def test_a_number_of_another_payment_is_no_operators_to_give(rig: Rig, enterprise: str, settlement: Settlement) -> None:
    """As it is no party's: one number, one document."""
    agreement, _, _, payment = three(rig, enterprise)
    _, number = underwrite(rig, enterprise, "20.00")
    (other,) = rig.submit(a_payment(enterprise, agreement, {number: "20.00"}))
    answer(rig, other, "PaymentResult", "Y002", paid(rig) | {"BankReference": "B-77"}, by=BANK)
    assert refused(settlement, payment, Decision(["all"], (), bank_says(rig))) == "HUB-432"


def test_a_number_that_was_only_said_in_a_dispute_is_free_for_its_own_document(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """The insurer mistook one application for another; what stands is its own first word."""
    one, _ = underwrite(rig, enterprise)
    (other,) = rig.submit(a_duty_application(enterprise))
    result = {**AN_UNDERWRITING, "ApplicationNumber": "T-OTHER", **PAYEE}
    answer(rig, one, "UnderwritingResult", "P202", result)
    settlement.close(one.id, SAID)
    answer(rig, other, "UnderwritingResult", "P202", result)
    assert status(rig, other) == "P202"


def test_what_stands_in_for_a_reference_is_nobodys_number(rig: Rig, enterprise: str) -> None:
    """Another payment may have it for its own."""
    agreement, _, _, payment = three(rig, enterprise)
    _, number = underwrite(rig, enterprise, "20.00")
    (other,) = rig.submit(a_payment(enterprise, agreement, {number: "20.00"}))
    answer(rig, payment, "PaymentResult", "Y002", {"Report": "R-5"}, by=BANK)
    answer(rig, other, "PaymentResult", "Y002", paid(rig) | {"BankReference": "R-5"}, by=BANK)
    assert (status(rig, payment), status(rig, other)) == ("Y002", "Y002")


def test_a_dispute_is_reported_once_acts_come_to_rest_on_the_document(rig: Rig, enterprise: str) -> None:
    """It began while nothing did: the portal would wonder why it may not pay again."""
    _, (first, *_), numbers, payment = three(rig, enterprise)
    part = {"Transaction": [{"Number": numbers[0], "Code": "Y003"}]}
    answer(rig, payment, "PaymentResult", "Y003", part, by=BANK)
    rig.work()
    assert "told" not in disputes(rig, payment)
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    rig.work()
    assert "told" in disputes(rig, payment) & disputes(rig, first)
    printed = [event["data"]["document"] for event in rig.events() if event["data"]["status"] == DISPUTED]
    assert sorted({payment.id, first.id} & set(printed)) == sorted({payment.id, first.id})
