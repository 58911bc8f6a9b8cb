"""What covers a cargo application, from when until when, and what becomes of it when its agreement changes."""

from typing import Any

import pytest
from cargo import (
    a_cargo_application,
    a_policy_of_cargo,
    agreed,
    an_agreement_of_cargo,
    an_amendment,
    at,
    pay_cargo,
    underwritten,
)
from money import PAYEE, answer, faults_of, of_type, status
from rig import Rig, a_uscc, catalogue

from hub.flow.deadlines import DeadlineLine
from hub.model import Document

LATER = "2026-06-01T10:00:00+08:00"
"""The insurer's own time of a second version."""


def apply(rig: Rig, uscc: str, agreement: str, **changes: Any) -> Document:
    """`changes` by path, with `__` for the dots."""
    form = a_cargo_application(uscc, agreement)
    for path, value in changes.items():
        form["data"] = at(form["data"], path.replace("__", "."), value)
    (document,) = rig.submit(form)
    return document


def faults(rig: Rig, document: Document) -> list[tuple[str, str]]:
    return faults_of(rig, document) if document.status == "H001" else []


@pytest.mark.parametrize(
    ("departure", "is_covered"),
    [("2026-10-01", True), ("2026-11-30", True), ("2026-09-30", False), ("2026-12-01", False)],
)
def test_both_days_of_an_agreement_are_covered(rig: Rig, uscc: str, departure: str, is_covered: bool) -> None:
    """Cover is asked by the day of departure; the arrival may be after the end."""
    agreed(rig, uscc, "Q-days", EffectiveDate="2026-10-01", ExpiryDate="2026-11-30")
    document = apply(rig, uscc, "Q-days", transport__departure_date=departure, transport__arrival_date="2027-02-01")
    assert faults(rig, document) == ([] if is_covered else [("HUB-336", "data.transport.departure_date")])


def test_an_agreement_that_begins_later_is_valid_and_covers_nothing_earlier(rig: Rig, uscc: str) -> None:
    """有效 as soon as it is announced."""
    agreed(rig, uscc, "Q-later", EffectiveDate="2026-12-01")
    (agreement,) = of_type(rig, "cargo-agreement")
    assert agreement.status == "V001"
    assert faults(rig, apply(rig, uscc, "Q-later")) == [("HUB-336", "data.transport.departure_date")]
    covered = {"transport__departure_date": "2026-12-01", "transport__arrival_date": "2026-12-31"}
    assert apply(rig, uscc, "Q-later", **covered).status == "P001"


@pytest.mark.parametrize("order", ["in order", "late"])
def test_the_newest_version_covers_whenever_the_older_one_comes(rig: Rig, uscc: str, order: str) -> None:
    """By the insurer's own time in it."""
    versions = [
        an_agreement_of_cargo(rig, uscc, "Q-two"),
        an_agreement_of_cargo(rig, uscc, "Q-two", LATER, TransportMode="4"),
    ]
    for version in versions if order == "in order" else reversed(versions):
        rig.reply(version)
    assert faults(rig, apply(rig, uscc, "Q-two")) == [("HUB-337", "data.transport_mode")]


@pytest.mark.parametrize("changed", ["narrower", "void", "over"])
def test_what_was_accepted_runs_on_and_its_amendment_is_checked_anew(rig: Rig, uscc: str, changed: str) -> None:
    """A narrower version, one that is not valid, and a last day that has passed."""
    agreement = agreed(rig, uscc, "Q-on", ExpiryDate="2026-10-31")
    first, second = apply(rig, uscc, agreement), apply(rig, uscc, agreement)
    answer(rig, second, "CargoUnderwriting", "A002", {"ApplicationNumber": "C-on-2"})
    if changed == "over":
        rig.clock.pass_(days=45)
        DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 10))
    else:
        other = {"TransportMode": "4"} if changed == "narrower" else {"Validity": "0"}
        rig.reply(an_agreement_of_cargo(rig, uscc, agreement, LATER, ExpiryDate="2026-10-31", **other))
    (amendment,) = rig.submit(an_amendment(uscc, "C-on-2", agreement))
    expected = ("HUB-337", "data.transport_mode") if changed == "narrower" else ("HUB-315", "data.agreement_id")
    assert faults(rig, amendment) == [expected]
    issued = {"ApplicationNumber": "C-on-1", "Premium": "5.00", **PAYEE}
    answer(rig, first, "CargoUnderwriting", "I001", issued)
    pay_cargo(rig, uscc, "C-on-1")
    rig.reply(a_policy_of_cargo(rig, uscc, "C-on-1", agreement))
    assert status(rig, first) == "S"


def test_a_departure_may_be_past(rig: Rig, uscc: str) -> None:
    """Open cover: the insurer decides."""
    agreed(rig, uscc, "Q-past")
    covered = {"transport__departure_date": "2026-05-01", "transport__arrival_date": "2026-06-01"}
    assert apply(rig, uscc, "Q-past", **covered).status == "P001"


@pytest.mark.parametrize(
    ("markup", "amount", "is_taken"),
    [
        ("10", "1099.99", True),
        ("10", "1100.01", True),
        ("10", "1099.98", False),
        ("10", "1100.02", False),
        ("0", "1000.00", True),
        ("0", "1000.01", True),
    ],
)
def test_a_sum_insured_may_be_a_cent_off_and_nothing_may_be_added(
    rig: Rig, uscc: str, markup: str, amount: str, is_taken: bool
) -> None:
    """In per cent, as the screens write it; zero is allowed."""
    agreed(rig, uscc, "Q-cent")
    document = apply(rig, uscc, "Q-cent", insurance__markup=markup, insurance__amount=amount)
    assert faults(rig, document) == ([] if is_taken else [("HUB-338", "data.insurance.amount")])


# ---- copies ----


def a_policy_of(rig: Rig, uscc: str) -> tuple[str, str]:
    """A policy in force: its agreement and number."""
    _, number = underwritten(rig, uscc)
    agreement = f"Q{uscc[-8:]}5.00"
    rig.reply(a_policy_of_cargo(rig, uscc, number, agreement))
    return agreement, f"P{number}"


def test_a_policy_that_is_over_is_copied_too(rig: Rig, uscc: str) -> None:
    """In any status."""
    agreement, policy = a_policy_of(rig, uscc)
    rig.clock.pass_(days=110)
    DeadlineLine("hub", catalogue(), rig.ports)._transact(rig.store.schedule.timers(rig.clock.now(), 10))
    assert [status(rig, d) for d in of_type(rig, "cargo-policy")] == ["E"]
    assert apply(rig, uscc, agreement, copied_from=policy).status == "P001"


def test_a_copy_is_checked_like_any_application(rig: Rig, uscc: str) -> None:
    """It is a new one: nothing of the policy excuses it."""
    agreement, policy = a_policy_of(rig, uscc)
    changes = {"transport__departure_date": "2027-06-01", "transport__arrival_date": "2027-07-01"}
    document = apply(rig, uscc, agreement, copied_from=policy, **changes)
    assert faults(rig, document) == [("HUB-336", "data.transport.departure_date")]


def test_nobody_elses_policy_is_copied(rig: Rig, uscc: str) -> None:
    """Neither another enterprise's nor another insurer's; they are not found."""
    _, policy = a_policy_of(rig, uscc)
    other = a_uscc()
    foreign = agreed(rig, other, "Q-other")
    assert faults(rig, apply(rig, other, foreign, copied_from=policy)) == [("HUB-314", "data.copied_from")]
    rig.reply(an_agreement_of_cargo(rig, uscc, "Q-boc", sender="boc-insurance"), party="boc-insurance")
    form = a_cargo_application(uscc, "Q-boc", party="boc-insurance")
    form["data"] = at(form["data"], "copied_from", policy)
    (document,) = rig.submit(form)
    assert faults(rig, document) == [("HUB-314", "data.copied_from")]
