"""Applications that succeed in another way and are then paid as well: an alarm, of which the portal is told."""

from collections.abc import Callable

import pytest
from cargo import a_policy_of_cargo, underwritten
from money import a_payment, a_policy, agree, answer, of_type, paid, status, underwrite
from rig import Rig, catalogue, grant_quota

from hub.flow.settlement import Proof, Settlement
from hub.model import DISPUTED, SETTLED, Document
from hub.stages.settle_part import Decision

KINDS = ("cargo", "duty")
PREMIUM = {"cargo": "5.00", "duty": "2555.56"}
ANSWER = {"cargo": "CargoUnderwriting", "duty": "UnderwritingResult"}
Making = Callable[[], tuple[Document, str]]


def awaits_payment(rig: Rig, uscc: str, kind: str) -> tuple[Document, str]:
    """An application whose premium is to be paid."""
    if kind == "cargo":
        return underwritten(rig, uscc)
    grant_quota(rig, uscc)
    return underwrite(rig, uscc)


def pay(rig: Rig, uscc: str, kind: str, *numbers: str) -> Document:
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), dict.fromkeys(numbers, PREMIUM[kind])))
    assert payment.status == "P001"
    return payment


def succeed(rig: Rig, application: Document, kind: str, number: str) -> None:
    """The insurer's own word."""
    answer(rig, application, ANSWER[kind], "S", {"ApplicationNumber": number})


def bank_says(rig: Rig, payment: Document, code: str) -> None:
    answer(rig, payment, "PaymentResult", code, paid(rig) if code == "Y002" else None, by="ping-an-bank")


def disputes(rig: Rig, document: Document) -> set[str]:
    (found,) = rig.store.documents.find(document.id)
    return set(found.disputes) - {"told"}


def told(rig: Rig, document: Document) -> list[str]:
    rig.work()
    return [e["data"]["status"] for e in rig.events() if e["data"]["document"] == document.id]


@pytest.mark.parametrize("kind", KINDS)
def test_paid_another_way_and_then_by_the_bank_is_an_alarm(rig: Rig, uscc: str, kind: str) -> None:
    """The payment runs on and ends as the bank says, with its advice; the application stays, and the portal is told."""
    application, number = awaits_payment(rig, uscc, kind)
    payment = pay(rig, uscc, kind, number)
    succeed(rig, application, kind, number)
    assert (status(rig, application), status(rig, payment), disputes(rig, application)) == ("S", "P001", set())
    bank_says(rig, payment, "Y002")
    assert (status(rig, application), status(rig, payment)) == ("S", "Y002")
    assert (disputes(rig, application), disputes(rig, payment)) == ({"done-twice"}, set())
    assert len([d for d in of_type(rig, "payment-advice") if d.enterprise == uscc]) == 1
    assert told(rig, application)[-2:] == ["S", DISPUTED]


@pytest.mark.parametrize("kind", KINDS)
def test_an_operator_closes_the_alarm_and_the_portal_hears_of_its_end(rig: Rig, uscc: str, kind: str) -> None:
    """What is given back is between insurer and enterprise."""
    application, number = awaits_payment(rig, uscc, kind)
    payment = pay(rig, uscc, kind, number)
    succeed(rig, application, kind, number)
    bank_says(rig, payment, "Y002")
    Settlement("hub", catalogue(), rig.ports).close(application.id, Proof("the insurer gives one premium back"))
    assert (status(rig, application), disputes(rig, application)) == ("S", set())
    assert told(rig, application)[-2:] == [DISPUTED, SETTLED]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["bank first", "failed", "said again"])
def test_paid_once_is_no_alarm(rig: Rig, uscc: str, kind: str, order: str) -> None:
    """The insurer's S after the bank's Y002, a payment that fails beside it, and an S that is repeated."""
    application, number = awaits_payment(rig, uscc, kind)
    payment = pay(rig, uscc, kind, number)
    if order == "failed":
        succeed(rig, application, kind, number)
        bank_says(rig, payment, "Y003")
    else:
        bank_says(rig, payment, "Y002")
        succeed(rig, application, kind, number)
    if order == "said again":
        succeed(rig, application, kind, number)
    assert (status(rig, application), disputes(rig, application)) == ("S", set())


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_that_is_quicker_than_the_bank_is_no_alarm(rig: Rig, uscc: str, kind: str) -> None:
    """It says that there is cover, not how it was paid for."""
    application, number = awaits_payment(rig, uscc, kind)
    payment = pay(rig, uscc, kind, number)
    duty = a_policy(rig, uscc, number) if kind == "duty" else b""
    rig.reply(duty or a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}5.00"))
    bank_says(rig, payment, "Y002")
    assert (status(rig, application), disputes(rig, application)) == ("S", set())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("policy", ["before", "after"])
def test_a_policy_beside_the_insurers_own_word_hides_nothing(rig: Rig, uscc: str, kind: str, policy: str) -> None:
    """In either order; a cargo policy waits for the bank."""
    application, number = awaits_payment(rig, uscc, kind)
    payment = pay(rig, uscc, kind, number)
    said = a_policy(rig, uscc, number) if kind == "duty" else None
    said = said or a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}5.00")
    if policy == "before":
        rig.reply(said)
    succeed(rig, application, kind, number)
    if policy == "after":
        rig.reply(said)
    bank_says(rig, payment, "Y002")
    assert (status(rig, application), disputes(rig, application)) == ("S", {"done-twice"})


@pytest.mark.parametrize("kind", KINDS)
def test_a_payment_that_failed_and_was_made_after_all_is_an_alarm(rig: Rig, uscc: str, kind: str) -> None:
    """By the bank's proof, after the insurer had called the application successful."""
    application, number = awaits_payment(rig, uscc, kind)
    payment = pay(rig, uscc, kind, number)
    bank_says(rig, payment, "Y003")
    succeed(rig, application, kind, number)
    assert (status(rig, application), disputes(rig, application)) == ("S", set())
    values = {"bank_reference": "B-2", "paid_at": "2026-09-21T00:00:00+08:00"}
    decision = Decision(paid=[number], values=values)
    Settlement("hub", catalogue(), rig.ports).decide(payment.id, decision, Proof("statement"))
    assert (status(rig, payment), status(rig, application)) == ("Y002", "S")
    assert disputes(rig, application) == {"done-twice"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_that_an_operator_settles_as_paid_is_an_alarm_too(rig: Rig, uscc: str, kind: str) -> None:
    """Two applications in one payment; the insurer called one of them successful meanwhile."""
    grant_quota(rig, uscc, "900000")
    makes: Making = (lambda: underwritten(rig, uscc)) if kind == "cargo" else (lambda: underwrite(rig, uscc))
    (first, one), (second, two) = makes(), makes()
    payment = pay(rig, uscc, kind, one, two)
    rig.confirm(payment.id)
    succeed(rig, first, kind, one)
    values = {"bank_reference": "B-1", "paid_at": "2026-09-21T00:00:00+08:00"}
    settlement = Settlement("hub", catalogue(), rig.ports)
    settlement.decide(payment.id, Decision(paid=[one], values=values), Proof("statement"))
    assert (status(rig, first), disputes(rig, first)) == ("S", {"done-twice"})
    settlement.decide(payment.id, Decision(paid=[two], values=values), Proof("statement"))
    assert (status(rig, second), disputes(rig, second)) == ("Y002", set())
