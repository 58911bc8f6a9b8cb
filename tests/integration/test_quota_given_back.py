"""An amount that its insurer gave back after the payment failed, and that is paid for after all (S1 §5.6, §5.7.2)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from money import BANK, a_payment, agree, answer, faults_of, paid, status
from quotas import EXCEEDED, TOTAL, apply, change, refused, reserved, underwritten
from rig import AN_UNDERWRITING, Rig, catalogue, grant_quota

from hub.errors import Code
from hub.flow.settlement import Proof, Settlement
from hub.model import Document
from hub.stages.settle_part import Decision

HOUR = 3600


@pytest.fixture
def account(rig: Rig, uscc: str) -> str:
    """An enterprise with a quota of 1000.00."""
    grant_quota(rig, uscc, TOTAL)
    return uscc


def number_of(application: Document) -> str:
    return f"T{application.id[-12:]}"


def pay(rig: Rig, uscc: str, agreement: str, application: Document, **more: Any) -> Document:
    (payment,) = rig.submit(a_payment(uscc, agreement, {number_of(application): AN_UNDERWRITING["Premium"]}, **more))
    return payment


def not_paid(rig: Rig, uscc: str) -> tuple[Document, Document, str]:
    """An application that the figures contain and whose payment failed, the payment, and its agreement."""
    application = apply(rig, uscc, "600.00")
    underwritten(rig, application)
    rig.clock.pass_(seconds=HOUR)
    change(rig, uscc, "600.00")
    payment = pay(rig, uscc, agreement := agree(rig, uscc), application)
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    rig.clock.pass_(seconds=HOUR)
    assert (status(rig, application), reserved(rig, uscc)) == ("Y003", "0.00")
    return application, payment, agreement


def paid_after_all(rig: Rig, payment: Document) -> None:
    """An operator has the bank's statement."""
    said = paid(rig)
    values = {"bank_reference": said["BankReference"], "paid_at": said["PaidAt"]}
    settlement = Settlement("hub", catalogue(), rig.ports)
    settlement.decide(payment.id, Decision(paid=["all"], values=values), Proof("statement"))


def insured(rig: Rig, application: Document) -> None:
    """S, an hour after what came before, and newer figures that contain it."""
    rig.clock.pass_(seconds=HOUR)
    answer(rig, application, "UnderwritingResult", "S")
    rig.clock.pass_(seconds=HOUR)


def test_what_was_given_back_and_is_paid_after_all_is_reserved(rig: Rig, account: str) -> None:
    """Until the insurer decides again and its newer figures contain it; what it said before says nothing."""
    application, payment, _ = not_paid(rig, account)
    change(rig, account, "0.00")
    assert reserved(rig, account) == "0.00"
    paid_after_all(rig, payment)
    assert (status(rig, application), reserved(rig, account)) == ("Y002", "600.00")
    assert refused(rig, account, "400.01") == EXCEEDED
    underwritten(rig, application)
    assert reserved(rig, account) == "600.00"
    insured(rig, application)
    assert reserved(rig, account) == "600.00"
    change(rig, account, "600.00")
    assert (status(rig, application), reserved(rig, account)) == ("S", "0.00")


def test_what_was_given_back_is_free_until_it_is_paid_for_again(rig: Rig, account: str) -> None:
    """重新支付 reserves it from its acceptance; it is free again if that fails too."""
    application, failed, agreement = not_paid(rig, account)
    change(rig, account, "0.00")
    underwritten(rig, application)
    assert reserved(rig, account) == "0.00"
    again = pay(rig, account, agreement, application, data={"operation": "again"}, again_of=failed.id)
    assert (status(rig, application), reserved(rig, account)) == ("Y001", "600.00")
    answer(rig, again, "PaymentResult", "Y003", by=BANK)
    assert (status(rig, application), reserved(rig, account)) == ("Y003", "0.00")
    apply(rig, account, TOTAL)


def test_what_the_figures_still_contain_is_not_reserved_when_it_is_paid_after_all(rig: Rig, account: str) -> None:
    """Nothing was given back."""
    _, payment, _ = not_paid(rig, account)
    change(rig, account, "600.00")
    paid_after_all(rig, payment)
    assert reserved(rig, account) == "0.00"


def test_figures_that_give_back_are_delivered_after_the_payment(rig: Rig, account: str) -> None:
    """They are from before it."""
    application, payment, _ = not_paid(rig, account)
    earlier = rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    paid_after_all(rig, payment)
    change(rig, account, "0.00", at=earlier)
    assert (status(rig, application), reserved(rig, account)) == ("Y002", "600.00")


def by_the_insurer(rig: Rig, _: str, application: Document) -> None:
    """A day after S."""
    answer(rig, application, "UnderwritingResult", "S")
    rig.clock.pass_(days=1, seconds=5)
    Settlement("hub", catalogue(), rig.ports).let_go(application.id, Proof("told by telephone"))


def by_name(rig: Rig, uscc: str, application: Document) -> None:
    """Figures that name it and have risen by it."""
    rig.clock.pass_(seconds=HOUR)
    change(rig, uscc, "600.00", number_of(application))


@pytest.mark.parametrize("ends", [by_the_insurer, by_name])
def test_what_is_reserved_because_it_is_paid_after_all_comes_free(
    rig: Rig, account: str, ends: Callable[[Rig, str, Document], None]
) -> None:
    """By an operator's word after the insurer's, by figures that name it."""
    application, payment, _ = not_paid(rig, account)
    change(rig, account, "0.00")
    paid_after_all(rig, payment)
    assert reserved(rig, account) == "600.00"
    ends(rig, account, application)
    assert reserved(rig, account) == "0.00"


def test_what_others_use_since_is_not_paid_for_again(rig: Rig, account: str) -> None:
    """重新支付 is refused while the amount does not fit into what is left, and accepted once it does."""
    application, failed, agreement = not_paid(rig, account)
    change(rig, account, "0.00")
    other = apply(rig, account, "400.01")
    again = {"data": {"operation": "again"}, "again_of": failed.id}
    refused_ = pay(rig, account, agreement, application, **again)
    assert faults_of(rig, refused_) == [("HUB-304", "data.applications[0].number")]
    assert (status(rig, application), reserved(rig, account)) == ("Y003", "400.01")
    answer(rig, other, "UnderwritingResult", "U005")
    assert pay(rig, account, agreement, application, **again).status == "P001"
    assert (status(rig, application), reserved(rig, account)) == ("Y001", "600.00")


def test_what_was_given_back_is_not_paid_for_again_while_the_quota_is_in_doubt(rig: Rig, account: str) -> None:
    """Nobody knows then what is left."""
    application, failed, agreement = not_paid(rig, account)
    now = rig.clock.now()
    change(rig, account, "0.00", at=now)
    change(rig, account, "100.00", at=now)
    again = pay(rig, account, agreement, application, data={"operation": "again"}, again_of=failed.id)
    assert faults_of(rig, again) == [(Code.QUOTA_IN_DOUBT, "data.applications[0].number")]


@pytest.mark.parametrize(("others", "marks"), [("400.00", set()), ("400.01", {"overdrawn"})])
def test_what_others_use_since_is_disputed_when_it_is_paid_after_all(
    rig: Rig, account: str, others: str, marks: set[str]
) -> None:
    """The money has moved: the amount is reserved, and an operator sees where more is reserved than is left."""
    application, payment, _ = not_paid(rig, account)
    change(rig, account, "0.00")
    apply(rig, account, others)
    paid_after_all(rig, payment)
    assert status(rig, application) == "Y002"
    assert Decimal(reserved(rig, account)) == Decimal(others) + 600
    assert rig.document(application.id).disputes == marks
    if marks:
        Settlement("hub", catalogue(), rig.ports).close(application.id, Proof("the insurer has room for it"))
        assert (rig.document(application.id).disputes, reserved(rig, account)) == (frozenset(), "1000.01")
    insured(rig, application)
    assert status(rig, application) == "S"
