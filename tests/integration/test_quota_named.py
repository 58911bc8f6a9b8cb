"""Figures that name an application: what else they could mean frees nothing, and nothing is spent twice."""

from typing import Any

import pytest
from money import BANK, PAYEE, a_payment, agree, answer, faults_of, of_type
from quotas import EXCEEDED, apply, change, refused, reserved, underwritten
from rig import (
    AN_UNDERWRITING,
    Rig,
    a_duty_application,
    a_grant,
    a_quota_increase,
    a_uscc,
    catalogue,
    figures,
    grant_quota,
)
from test_parked import Foretold

from hub.flow.settlement import Proof, Settlement
from hub.model import Document

HOUR = 3600
SAID = Proof("told by telephone")
NUMBER = "T-2026-1"


@pytest.fixture
def account(rig: Rig, uscc: str) -> str:
    """An enterprise with a quota of 1000.00."""
    grant_quota(rig, uscc, "1000.00")
    return uscc


def again(rig: Rig, uscc: str, amount: str, earlier: Document) -> Document:
    (document,) = rig.submit(a_duty_application(uscc, amount) | {"again_of": earlier.id})
    return document


def fail_payment(rig: Rig, uscc: str) -> None:
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {NUMBER: AN_UNDERWRITING["Premium"]}))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)


def rows_of(rig: Rig, document: Document, **said: str) -> list[int]:
    """The numbers of the rows that brought these values."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [t.seq for t in trail.transitions if said.items() <= t.returned.items()]


def let_stand(rig: Rig, type_: str, **said: str) -> None:
    """An operator lets stand what the newest row of the one document that brought these values said."""
    (told,) = (d for d in of_type(rig, type_) if rows_of(rig, d, **said))
    Settlement("hub", catalogue(), rig.ports).stand(told.id, rows_of(rig, told, **said)[-1], SAID)


# ---- made again: the number passes on, the amount does not ----


def test_figures_about_a_predecessor_do_not_free_what_is_made_again(rig: Rig, account: str) -> None:
    """The insurer keeps the 投保单编号; its old figures contain the old amount only."""
    first = apply(rig, account, "300.00")
    underwritten(rig, first, "U001", NUMBER)
    change(rig, account, "300.00", NUMBER)
    assert reserved(rig, account) == "0.00"
    underwritten(rig, first, "P202", NUMBER)
    fail_payment(rig, account)
    rig.clock.pass_(seconds=HOUR)
    second = again(rig, account, "700.00", first)
    underwritten(rig, second, "U001", NUMBER)
    assert reserved(rig, account) == "700.00"
    assert refused(rig, account, "700.00") == EXCEEDED


@pytest.mark.parametrize("is_numbered", [False, True])
def test_figures_about_a_predecessor_may_come_after_what_is_made_again(
    rig: Rig, account: str, is_numbered: bool
) -> None:
    """Whichever of the two bears the number by then: nobody knows which amount is meant."""
    first = apply(rig, account, "600.00")
    underwritten(rig, first, "P202", NUMBER)
    fail_payment(rig, account)
    second = again(rig, account, "900.00", first)
    rig.clock.pass_(seconds=HOUR)
    if is_numbered:
        underwritten(rig, second, "U001", NUMBER)
    change(rig, account, "600.00", NUMBER)
    underwritten(rig, second, "U001", NUMBER)
    assert reserved(rig, account) == "900.00"
    assert refused(rig, account, "0.01") == EXCEEDED


def test_a_number_named_before_its_bearer_was_made_frees_nothing(rig: Rig, account: str) -> None:
    """It was another's then."""
    change(rig, account, "600.00", NUMBER)
    rig.clock.pass_(seconds=HOUR)
    application = apply(rig, account, "400.00")
    underwritten(rig, application, "U001", NUMBER)
    assert reserved(rig, account) == "400.00"


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize(("others", "left", "more"), [("0.00", "1000.00", "1000.01"), ("900.00", "100.00", "100.01")])
def test_a_predecessors_amount_is_not_given_back_twice(
    rig: Rig, account: str, names: bool, others: str, left: str, more: str
) -> None:
    """The insurer has given it back itself, and perhaps counts another's amount since then."""
    first = apply(rig, account, "900.00")
    underwritten(rig, first, number=NUMBER)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "900.00", NUMBER)
    fail_payment(rig, account)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, others, NUMBER if names else "")
    assert faults_of(rig, again(rig, account, more, first)) == EXCEEDED
    assert again(rig, account, left, first).status == "P001"


def test_what_the_insurer_gave_back_and_another_took_is_not_given_back(rig: Rig, account: str) -> None:
    """The other application is reserved in whole."""
    first = apply(rig, account, "900.00")
    underwritten(rig, first, number=NUMBER)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "900.00")
    fail_payment(rig, account)
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "0.00")
    apply(rig, account, "1000.00")
    assert faults_of(rig, again(rig, account, "900.00", first)) == EXCEEDED


@pytest.mark.parametrize("code", ["U001", "P202"])
def test_a_number_that_a_parked_answer_gives_frees_nothing_until_newer_figures(
    rig: Rig, account: str, code: str
) -> None:
    """The hub knows the application only since then, and the figures that named the number are older."""
    foretold = Foretold(rig, a_duty_application(account, "400.00"))
    said = {**AN_UNDERWRITING, "ApplicationNumber": NUMBER, **PAYEE}
    rig.reply(rig.decision("UnderwritingResult", foretold.message, code, said))
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "400.00", NUMBER)
    rig.clock.pass_(seconds=HOUR)
    application = foretold.submit()
    assert (application.status, reserved(rig, account)) == (code, "400.00")
    underwritten(rig, application, "P202", NUMBER)
    assert reserved(rig, account) == "400.00"
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "400.00", NUMBER)
    assert reserved(rig, account) == "0.00"


# ---- another enterprise ----


def test_a_number_that_another_enterprise_bears_later_frees_nothing(rig: Rig, account: str) -> None:
    """Its own account has nothing to do with the figures."""
    other = a_uscc()
    grant_quota(rig, other, "1000.00")
    application = apply(rig, other, "600.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00", NUMBER)
    change(rig, other, "600.00")
    underwritten(rig, application, "U001", NUMBER)
    assert (reserved(rig, account), reserved(rig, other)) == ("0.00", "600.00")


# ---- figures that do not count, or cannot contain it ----


def test_figures_whose_use_has_not_risen_by_an_amount_do_not_contain_it(rig: Rig, account: str) -> None:
    """Nothing is used; or no more than what was contained before."""
    first = apply(rig, account, "300.00")
    change(rig, account, "0.00", str(first.record))
    assert reserved(rig, account) == "300.00"
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "300.00", str(first.record))
    second = apply(rig, account, "200.00")
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "300.00", str(second.record))
    assert reserved(rig, account) == "200.00"


def test_two_older_messages_name_two_applications_of_which_one_fits(rig: Rig, account: str) -> None:
    """What the held figures use is not used up twice."""
    two = [apply(rig, account, "500.00") for _ in range(2)]
    earlier = rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00")
    for place, application in enumerate(two):
        change(rig, account, "600.00", str(application.record), at=earlier + place)
    assert reserved(rig, account) == "500.00"


@pytest.mark.parametrize("ends", ["close", "stand"])
def test_figures_that_are_doubted_free_what_they_name_only_if_they_stand(rig: Rig, account: str, ends: str) -> None:
    """Other figures of the same time: an operator says which."""
    application = apply(rig, account, "600.00")
    rig.clock.pass_(seconds=HOUR)
    at = rig.clock.now()
    change(rig, account, "0.00", at=at)
    change(rig, account, "600.00", str(application.record), at=at)
    assert reserved(rig, account) == "600.00"
    if ends == "close":
        (grant,) = (d for d in of_type(rig, "quota-application") if d.enterprise == account)
        Settlement("hub", catalogue(), rig.ports).close(grant.id, SAID)
    else:
        let_stand(rig, "quota-change", used="600.00")
    assert reserved(rig, account) == ("600.00" if ends == "close" else "0.00")
    assert refused(rig, account, "400.01") == EXCEEDED


# ---- other figures stand ----


@pytest.mark.parametrize("is_decided", [False, True])
def test_an_amount_is_held_again_when_figures_stand_that_do_not_contain_it(
    rig: Rig, account: str, is_decided: bool
) -> None:
    """Of the same time as those that named it. Newer ones contain it if it is underwritten by then."""
    application = apply(rig, account, "600.00")
    rig.clock.pass_(seconds=HOUR)
    at = rig.clock.now()
    change(rig, account, "600.00", str(application.record), at=at)
    if is_decided:
        underwritten(rig, application)
    change(rig, account, "0.00", at=at)
    let_stand(rig, "quota-change", used="0.00")
    assert reserved(rig, account) == "600.00"
    assert refused(rig, account, "400.01") == EXCEEDED
    rig.clock.pass_(seconds=HOUR)
    change(rig, account, "600.00")
    assert reserved(rig, account) == ("0.00" if is_decided else "600.00")


def test_an_amount_is_held_again_when_older_figures_stand(rig: Rig, account: str) -> None:
    """They are of a time before the insurer underwrote it. What has failed since stays released."""
    application, failed = apply(rig, account, "500.00"), apply(rig, account, "100.00")
    rig.clock.pass_(seconds=HOUR)
    older = rig.clock.now()
    rig.clock.pass_(seconds=HOUR)
    underwritten(rig, application)
    underwritten(rig, failed)
    rig.clock.pass_(seconds=HOUR)
    (increase,) = rig.submit(a_quota_increase(account), portal="liaoning")
    said: dict[str, Any] = a_grant(at=rig.clock.now())
    answer(rig, increase, "QuotaDecision", "S", {**said, "Figures": figures("2000.00", "600.00")})
    assert reserved(rig, account) == "0.00"
    underwritten(rig, failed, "F")
    before = {**a_grant(at=older), "QuotaNumber": said["QuotaNumber"], "Figures": figures("1500.00", "0.00")}
    answer(rig, increase, "QuotaDecision", "S", before)
    let_stand(rig, "quota-application", total="1500.00")
    assert reserved(rig, account) == "500.00"
    assert refused(rig, account, "1000.01") == EXCEEDED


def test_the_held_figures_stand_without_holding_anything_again(rig: Rig, account: str) -> None:
    """They contain what they named."""
    application = apply(rig, account, "600.00")
    at = rig.clock.now()
    change(rig, account, "600.00", str(application.record), at=at)
    change(rig, account, "0.00", at=at)
    let_stand(rig, "quota-change", used="600.00")
    assert reserved(rig, account) == "0.00"
