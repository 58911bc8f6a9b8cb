"""An amount that its insurer gave back because the payment failed, and that counts all the same (S1 §5.7.2)."""

from collections.abc import Callable
from itertools import permutations

import pytest
from money import BANK, a_payment, a_policy, agree, answer, paid, status
from quotas import apply, change, reserved, underwritten
from rig import AN_UNDERWRITING, Rig, catalogue, grant_quota

from hub.flow.settlement import Proof, Settlement
from hub.model import Document
from hub.stages.settle_part import Decision

HOUR = 3600
SAID = Proof("told by telephone")


@pytest.fixture
def account(rig: Rig, uscc: str) -> str:
    """An enterprise with a quota of 2000.00."""
    grant_quota(rig, uscc, "2000.00")
    return uscc


def counted(rig: Rig, uscc: str) -> Document:
    """An application that its insurer has underwritten and that its figures contain."""
    application = apply(rig, uscc, "1000.00")
    underwritten(rig, application)
    rig.clock.pass_(seconds=HOUR)
    change(rig, uscc, "1000.00")
    return application


def fail(rig: Rig, uscc: str, application: Document) -> Document:
    """A payment of it that fails."""
    number = f"T{application.id[-12:]}"
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {number: AN_UNDERWRITING["Premium"]}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    assert status(rig, application) == "Y003"
    return payment


def given_back(rig: Rig, uscc: str) -> Document:
    application = counted(rig, uscc)
    fail(rig, uscc, application)
    rig.clock.pass_(seconds=HOUR)
    change(rig, uscc, "0.00")
    rig.clock.pass_(seconds=HOUR)
    return application


def pay_after_all(rig: Rig, payment: Document) -> None:
    """An operator has the bank's statement."""
    said = paid(rig)
    values = {"bank_reference": said["BankReference"], "paid_at": said["PaidAt"]}
    Settlement("hub", catalogue(), rig.ports).decide(payment.id, Decision(paid=["all"], values=values), SAID)


def by_receipt(rig: Rig, _: str, application: Document) -> None:
    answer(rig, application, "UnderwritingResult", "S")


def by_policy(rig: Rig, uscc: str, application: Document) -> None:
    rig.reply(a_policy(rig, uscc, f"T{application.id[-12:]}"))


@pytest.mark.parametrize("insured", [by_receipt, by_policy])
def test_an_insurer_that_gave_back_and_insures_all_the_same_contradicts_itself(
    rig: Rig, account: str, insured: Callable[[Rig, str, Document], None]
) -> None:
    """The amount is reserved, and an operator asks the insurer; the figures that follow contain it."""
    application = given_back(rig, account)
    insured(rig, account, application)
    assert (status(rig, application), reserved(rig, account)) == ("S", "1000.00")
    assert rig.document(application.id).disputes == {"given-back"}
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    assert trail.transitions[-1].detail["code"] == "HUB-838"
    Settlement("hub", catalogue(), rig.ports).close(application.id, SAID)
    assert (rig.document(application.id).disputes, reserved(rig, account)) == (frozenset(), "1000.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "1000.00")
    assert reserved(rig, account) == "0.00"


@pytest.mark.parametrize("insured", [by_receipt, by_policy])
def test_an_insurer_that_still_counts_the_amount_contradicts_nothing(
    rig: Rig, account: str, insured: Callable[[Rig, str, Document], None]
) -> None:
    """The premium came another way (S1 §5.2.3)."""
    application = counted(rig, account)
    fail(rig, account, application)
    insured(rig, account, application)
    assert (status(rig, application), reserved(rig, account)) == ("S", "0.00")
    assert rig.document(application.id).disputes == frozenset()


def test_what_an_operator_found_paid_is_counted_from_its_policy_on(rig: Rig, account: str) -> None:
    """The insurer need not say S as well."""
    application = counted(rig, account)
    payment = fail(rig, account, application)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "0.00")
    pay_after_all(rig, payment)
    rig.clock.pass_(seconds=HOUR)
    by_policy(rig, account, application)
    assert (status(rig, application), reserved(rig, account)) == ("S", "1000.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "1000.00")
    assert reserved(rig, account) == "0.00"


# ---- figures that are older than the insurer's second word, in every order ----


@pytest.mark.parametrize("insured", [by_receipt, by_policy])
@pytest.mark.parametrize("order", ["figures-first", "insured-first"])
def test_figures_from_before_its_second_word_do_not_contain_it(
    rig: Rig, account: str, order: str, insured: Callable[[Rig, str, Document], None]
) -> None:
    """They fell because the payment had failed; whether they come before or after, the amount is reserved."""
    application = counted(rig, account)
    fail(rig, account, application)
    rig.clock.pass_(seconds=HOUR)
    earlier = rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    if order == "figures-first":
        change(rig, account, "0.00", at=earlier)
    insured(rig, account, application)
    if order == "insured-first":
        change(rig, account, "0.00", at=earlier)
    assert (status(rig, application), reserved(rig, account)) == ("S", "1000.00")
    assert rig.document(application.id).disputes == {"given-back"}
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    assert trail.transitions[-1].detail["code"] == "HUB-838"
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "1000.00")
    assert reserved(rig, account) == "0.00"


# ---- figures that fall before the hub hears that the payment failed ----


def paying(rig: Rig, uscc: str) -> tuple[Document, Document]:
    """An application that the figures contain, and the payment that its bank has."""
    application = counted(rig, uscc)
    form = a_payment(uscc, agree(rig, uscc), {f"T{application.id[-12:]}": AN_UNDERWRITING["Premium"]})
    (payment,) = rig.submit(form)
    rig.confirm(payment.id)
    rig.clock.pass_(seconds=HOUR)
    return application, payment


@pytest.mark.parametrize("used", ["0.00", "400.00", "1400.00", "1000.00"])
@pytest.mark.parametrize("order", list(permutations(("figures", "failed"))), ids="-".join)
def test_what_may_be_given_back_is_free_in_whatever_order_the_hub_hears_of_it(
    rig: Rig, account: str, order: tuple[str, ...], used: str
) -> None:
    """The figures fall, or rise and may hide it; paid after all, it is reserved. Unchanged ones contain it still."""
    application, payment = paying(rig, account)
    for fact in order:
        if fact == "figures":
            change(rig, account, used)
        else:
            answer(rig, payment, "PaymentResult", "Y003", by=BANK)
        rig.clock.pass_(seconds=HOUR)
    assert (status(rig, application), reserved(rig, account)) == ("Y003", "0.00")
    pay_after_all(rig, payment)
    assert reserved(rig, account) == ("0.00" if used == "1000.00" else "1000.00")
    answer(rig, application, "UnderwritingResult", "S")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "1000.00")
    assert reserved(rig, account) == "0.00"


@pytest.mark.parametrize("order", list(permutations(("fallen", "risen", "failed"))), ids="-".join)
def test_figures_that_fall_and_rise_may_have_given_it_back_in_whatever_order(
    rig: Rig, account: str, order: tuple[str, ...]
) -> None:
    """The older figures prove that something else is used now, also when they come last."""
    application, payment = paying(rig, account)
    now = rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    for fact in order:
        if fact == "failed":
            answer(rig, payment, "PaymentResult", "Y003", by=BANK)
        else:
            change(rig, account, "0.00" if fact == "fallen" else "1000.00", at=now + (fact == "risen") * 1_000_000)
    assert (status(rig, application), reserved(rig, account)) == ("Y003", "0.00")
    pay_after_all(rig, payment)
    assert reserved(rig, account) == "1000.00"


def test_figures_from_before_the_payment_say_nothing_of_its_failure(rig: Rig, account: str) -> None:
    """Its insurer gave back something else: the hub heard of it before it took the payment."""
    underwritten(rig, apply(rig, account, "100.00"))
    application = counted(rig, account)
    change(rig, account, "1100.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "1000.00")
    payment = fail(rig, account, application)
    pay_after_all(rig, payment)
    assert (status(rig, application), reserved(rig, account)) == ("Y002", "0.00")


def test_what_fell_while_it_was_paid_for_takes_nothing_from_what_is_paid(rig: Rig, account: str) -> None:
    """The payment did not fail: its insurer counts it."""
    application, payment = paying(rig, account)
    change(rig, account, "0.00")
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert (status(rig, application), reserved(rig, account)) == ("Y002", "0.00")


# ---- an operator finds it paid, and the hub has not heard that the payment failed ----


@pytest.mark.parametrize("order", list(permutations(("fallen", "found"))), ids="-".join)
def test_what_fell_while_the_bank_was_silent_is_reserved_once_it_is_found_paid(
    rig: Rig, account: str, order: tuple[str, ...]
) -> None:
    """Its insurer may have heard that the payment failed: it counts the amount again from its own word on."""
    application, payment = paying(rig, account)
    earlier = rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    for fact in order:
        if fact == "fallen":
            change(rig, account, "0.00", at=earlier)
        else:
            pay_after_all(rig, payment)
    assert (status(rig, application), reserved(rig, account)) == ("Y002", "1000.00")
    underwritten(rig, application)
    assert reserved(rig, account) == "1000.00"
    by_receipt(rig, account, application)
    assert (status(rig, application), reserved(rig, account)) == ("S", "1000.00")
    assert rig.document(application.id).disputes == frozenset()
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "1000.00")
    assert reserved(rig, account) == "0.00"


@pytest.mark.parametrize(("is_used", "marks"), [(False, set()), (True, {"overdrawn"})])
def test_what_others_use_meanwhile_is_disputed_once_it_is_found_paid(
    rig: Rig, account: str, is_used: bool, marks: set[str]
) -> None:
    """More is reserved than is left: the figures say 1000.00."""
    application, payment = paying(rig, account)
    change(rig, account, "0.00")
    if is_used:
        apply(rig, account, "0.01")
    pay_after_all(rig, payment)
    assert rig.document(application.id).disputes == marks


def test_what_the_figures_contain_when_it_is_found_paid_stays_contained(rig: Rig, account: str) -> None:
    """They have not changed since the payment was accepted."""
    application, payment = paying(rig, account)
    change(rig, account, "1000.00")
    pay_after_all(rig, payment)
    assert (status(rig, application), reserved(rig, account)) == ("Y002", "0.00")


@pytest.mark.parametrize("used", ["0.00", "1000.00"])
def test_what_an_operator_finds_failed_is_free_while_it_rests(rig: Rig, account: str, used: str) -> None:
    """As if its bank had said so."""
    application, payment = paying(rig, account)
    change(rig, account, used)
    Settlement("hub", catalogue(), rig.ports).decide(payment.id, Decision(failed=["all"]), SAID)
    assert (status(rig, application), reserved(rig, account)) == ("Y003", "0.00")
