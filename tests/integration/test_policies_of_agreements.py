"""A policy is compared with the agreement that its application was accepted under, not with the newest version.

Acts in flight run on when what they rest on changes (S1 §5.2.1: the insurer underwrites under the agreement).
"""

from collections.abc import Callable
from typing import Any

import pytest
from cargo import (
    a_cargo_application,
    a_policy_of_cargo,
    an_agreement_of_cargo,
    an_amendment,
    at,
    in_status,
    pay_cargo,
    underwritten,
)
from files import A_PDF, in_base64
from money import PAYEE, answer, status
from rig import Rig
from test_cargo_policies import agreement_of, issue, policies, quarantined

from hub.model import Document

LATER = "2026-04-26T10:00:00+08:00"
LATEST = "2026-04-27T10:00:00+08:00"
INVOICE = in_base64(A_PDF)


def change(rig: Rig, uscc: str, at: str = LATER, **terms: Any) -> None:
    """A newer version of the agreement of `underwritten`."""
    rig.reply(an_agreement_of_cargo(rig, uscc, agreement_of(uscc), at, **terms))


def paid(rig: Rig, uscc: str, without: str = "kind") -> tuple[Document, str]:
    """An application that leaves a field to its agreement, and is paid."""
    application, number = underwritten(rig, uscc, without=without)
    pay_cargo(rig, uscc, number)
    return application, number


def as_export(rig: Rig, uscc: str) -> None:
    change(rig, uscc, Kind="export-cargo")


def as_invalid(rig: Rig, uscc: str) -> None:
    change(rig, uscc, Validity="0")


def twice(rig: Rig, uscc: str) -> None:
    """Export and import again: an older version of each kind."""
    as_export(rig, uscc)
    change(rig, uscc, LATEST)


def of_another_insurer(rig: Rig, uscc: str) -> None:
    rig.reply(
        an_agreement_of_cargo(rig, uscc, agreement_of(uscc), LATER, "boc-insurance", Kind="export-cargo"),
        party="boc-insurance",
    )


@pytest.mark.parametrize("meanwhile", [as_export, as_invalid, twice, of_another_insurer])
def test_what_changed_since_the_acceptance_does_not_count(
    rig: Rig, uscc: str, meanwhile: Callable[[Rig, str], None]
) -> None:
    """The policy says what the agreement said when the hub accepted the application."""
    application, number = paid(rig, uscc)
    meanwhile(rig, uscc)
    issue(rig, uscc, number, Kind="export-cargo")
    assert (quarantined(rig), policies(rig), status(rig, application)) == ([("HUB-430", "Kind")], [], "Y002")
    issue(rig, uscc, number)
    assert ([status(rig, d) for d in policies(rig)], status(rig, application)) == (["S"], "S")


def test_a_version_in_the_batch_of_the_policy_does_not_count_either(rig: Rig, uscc: str) -> None:
    """The version comes first in it."""
    application, number = paid(rig, uscc)
    name = agreement_of(uscc)
    rig.reply(
        an_agreement_of_cargo(rig, uscc, name, LATER, Kind="export-cargo"), a_policy_of_cargo(rig, uscc, number, name)
    )
    assert (quarantined(rig), status(rig, application)) == ([], "S")


def test_an_application_after_the_change_is_of_the_new_version(rig: Rig, uscc: str) -> None:
    """Two applications under one agreement, each under the version that it was accepted under."""
    first, number = paid(rig, uscc)
    as_export(rig, uscc)
    (second, other) = _applied(rig, uscc)
    pay_cargo(rig, uscc, other)
    issue(rig, uscc, other)
    assert quarantined(rig) == [("HUB-430", "Kind")]
    issue(rig, uscc, other, Kind="export-cargo")
    issue(rig, uscc, number)
    assert (status(rig, first), status(rig, second), len(policies(rig))) == ("S", "S", 2)


def _applied(rig: Rig, uscc: str) -> tuple[Document, str]:
    (document,) = rig.submit(at(a_cargo_application(uscc, agreement_of(uscc)), "data.kind"))
    number = f"C{document.id[-12:]}"
    answer(rig, document, "CargoUnderwriting", "I001", {"ApplicationNumber": number, "Premium": "5.00", **PAYEE})
    return document, number


@pytest.mark.parametrize("is_other", [True, False])
def test_an_amendment_is_of_the_version_that_it_was_accepted_under(rig: Rig, uscc: str, is_other: bool) -> None:
    """Amendments are accepted anew: the last form counts with the agreement that it named, be it another one."""
    application, number = in_status(rig, uscc, "U004")
    name = f"Q{uscc[-8:]}"
    amended = f"R{uscc[-8:]}" if is_other else name
    rig.reply(an_agreement_of_cargo(rig, uscc, amended, LATER, Kind="export-cargo"))
    (document,) = rig.submit(at(an_amendment(uscc, number, amended), "data.kind"))
    result = {"ApplicationNumber": number, "Premium": "5.00", **PAYEE}
    answer(rig, document, "CargoUnderwriting", "I001", result)
    pay_cargo(rig, uscc, number)
    rig.reply(an_agreement_of_cargo(rig, uscc, amended, LATEST))
    rig.reply(a_policy_of_cargo(rig, uscc, number, amended))
    assert (quarantined(rig), status(rig, application)) == ([("HUB-430", "Kind")], "Y002")
    rig.reply(a_policy_of_cargo(rig, uscc, number, amended, Kind="export-cargo"))
    assert status(rig, application) == "S"


@pytest.mark.parametrize("more", [{}, {"Invoice": INVOICE}])
def test_a_recorded_policy_is_not_judged_anew_when_it_is_said_again(rig: Rig, uscc: str, more: dict[str, str]) -> None:
    """Also a repeat that brings the missing file, after the insurer's own word has changed what is compared."""
    application, number = paid(rig, uscc)
    issue(rig, uscc, number)
    as_export(rig, uscc)
    result = {"ApplicationNumber": number, "Premium": "6.00", **PAYEE}
    answer(rig, application, "CargoUnderwriting", "S", result)
    issue(rig, uscc, number, **more)
    assert (quarantined(rig), len(policies(rig)), status(rig, application)) == ([], 1, "S")


def test_other_content_of_a_recorded_policy_is_judged(rig: Rig, uscc: str) -> None:
    """It is no repeat: what must be equal must be equal."""
    _, number = paid(rig, uscc)
    issue(rig, uscc, number)
    issue(rig, uscc, number, Rate="0.46")
    assert quarantined(rig) == [("HUB-430", "Rate")]


def test_a_policy_bears_no_number_of_its_agreement(rig: Rig, uscc: str) -> None:
    """Many policies rest on one agreement, and each is taken."""
    _, number = paid(rig, uscc)
    (_, other) = _applied(rig, uscc)
    pay_cargo(rig, uscc, other)
    issue(rig, uscc, number)
    issue(rig, uscc, other)
    assert (quarantined(rig), len(policies(rig))) == ([], 2)
    assert "cargo-policy" not in {d.type for d in rig.store.documents.find(agreement_of(uscc))}
