"""A policy is its application's: one that says something else is kept apart with the field, and goes nowhere."""

import pytest
from money import PAYEE, a_policy, answer, of_type, status, underwrite
from rig import Rig, a_duty_application


def refused(rig: Rig) -> list[tuple[str, str]]:
    return [(row.code, row.field) for row in rig.store.quarantine.deliveries(9)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Use", "2"),
        ("RegisteredCustoms", "0200"),
        ("ClearanceCustoms", ["0100"]),
        ("ClearanceCustoms", ["0100", "0200", "0400"]),
        ("StartDate", "2126-10-02"),
        ("EndDate", "2127-09-29"),
        ("Amount", "1000.01"),
        ("Premium", "2555.55"),
        ("PayeeAccount", "6200000000000000089"),
        ("PayeeName", "另一家公司"),
    ],
)
def test_a_policy_that_differs_from_its_application_goes_nowhere(
    rig: Rig, enterprise: str, field: str, value: str | list[str]
) -> None:
    """Quarantined with the field, the insurer told of it; the application waits on, customs hears nothing."""
    application, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number, **{**PAYEE, field: value}))
    assert refused(rig) == [("HUB-430", field)]
    assert status(rig, application) == "P202"
    assert [of_type(rig, type_) for type_ in ("duty-policy", "duty-guarantee-notice")] == [[], []]


def test_a_policy_that_says_the_same_in_other_words_is_taken(rig: Rig, enterprise: str) -> None:
    """Amounts are numbers, customs a set; an enterprise's changed name is no difference."""
    application, number = underwrite(rig, enterprise, amount="1000")
    renamed = {"Enterprise": {"Uscc": enterprise, "Name": "更名后的公司"}}
    same = {"ClearanceCustoms": ["0200", "0100", "0200"], "Amount": "01000.0", "Premium": "+2555.56"}
    rig.reply(a_policy(rig, enterprise, number, **renamed, **same))
    assert (refused(rig), status(rig, application)) == ([], "S")


def test_an_enterprises_changed_name_is_carried_on(rig: Rig, enterprise: str) -> None:
    """Enterprises are told by USCC; what follows from a message has the name that the message has."""
    application, number = underwrite(rig, enterprise)
    renamed = {"Enterprise": {"Uscc": enterprise, "Name": "更名后的公司"}}
    rig.reply(a_policy(rig, enterprise, number, **renamed))
    (policy,), (notice,) = (of_type(rig, type_) for type_ in ("duty-policy", "duty-guarantee-notice"))
    assert [d.enterprise_name for d in (policy, notice)] == ["更名后的公司"] * 2
    assert rig.document(application.id).enterprise_name == "某某进出口有限公司"


def test_a_policy_is_compared_with_the_insurers_last_answer(rig: Rig, enterprise: str) -> None:
    """D002 after P202 named another premium: that one counts."""
    application, number = underwrite(rig, enterprise)
    result = {"ApplicationNumber": number, "Premium": "2600.00", **PAYEE}
    answer(rig, application, "UnderwritingResult", "D002", result)
    rig.reply(a_policy(rig, enterprise, number))
    rig.reply(a_policy(rig, enterprise, number, Premium="2600.00"))
    assert (refused(rig), status(rig, application)) == ([("HUB-430", "Premium")], "S")


def test_what_the_insurer_never_said_is_not_compared(rig: Rig, enterprise: str) -> None:
    """An insurer that says S at once has named neither premium nor account."""
    (application,) = rig.submit(a_duty_application(enterprise))
    answer(rig, application, "UnderwritingResult", "S", {"ApplicationNumber": "T-1"})
    rig.reply(a_policy(rig, enterprise, "T-1", **PAYEE))
    assert (refused(rig), len(of_type(rig, "duty-policy"))) == ([], 1)


def test_a_policy_that_ends_before_it_begins_is_kept_apart(rig: Rig, enterprise: str) -> None:
    """With the field; so is whatever else has a period."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number, StartDate="2127-09-30", EndDate="2126-10-01"))
    assert ("HUB-431", "EndDate") in refused(rig)
