"""A policy may be quicker than the receipt before it: it waits while its application can still come to be paid."""

import pytest
from money import PAYEE, a_policy, answer, of_type, status
from rig import AN_UNDERWRITING, Rig, a_duty_application, catalogue

from hub.flow.early_notices import EarlyNoticeLine
from hub.ports import WaitingGroup


@pytest.mark.parametrize("before", ["A001", "U001", "U003"])
def test_a_policy_that_comes_before_p202_waits_for_it(rig: Rig, enterprise: str, before: str) -> None:
    """The number is known already; the policy is answered, and recorded once the application can have one."""
    line = EarlyNoticeLine("hub", catalogue(), rig.ports)
    (application,) = rig.submit(a_duty_application(enterprise))
    number = f"T{application.id[-12:]}"
    answer(rig, application, "UnderwritingResult", before, {"ApplicationNumber": number})
    rig.reply(a_policy(rig, enterprise, number))
    line.run()
    assert (of_type(rig, "duty-policy"), status(rig, application)) == ([], before)
    assert (len(rig.store.schedule.early_notices(9)), rig.store.quarantine.deliveries(9)) == (1, [])
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2555.56", **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    line.run()
    (policy,) = of_type(rig, "duty-policy")
    assert (policy.status, status(rig, application)) == ("S", "S")


def test_a_policy_whose_application_fails_meanwhile_is_kept_apart(rig: Rig, enterprise: str) -> None:
    """From there it can never come to a status that admits a policy: an operator looks at it."""
    line = EarlyNoticeLine("hub", catalogue(), rig.ports)
    (application,) = rig.submit(a_duty_application(enterprise))
    number = f"T{application.id[-12:]}"
    answer(rig, application, "UnderwritingResult", "U001", {"ApplicationNumber": number})
    rig.reply(a_policy(rig, enterprise, number))
    answer(rig, application, "UnderwritingResult", "U005", {"ApplicationNumber": number})
    line.run()
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-315"]
    assert (of_type(rig, "duty-policy"), rig.store.schedule.early_notices(9)) == ([], [])


@pytest.mark.parametrize(("decision", "ends"), [("P202", ["S"]), ("U005", [])])
def test_a_policy_waits_as_long_as_its_application_can_still_come_to_be_paid(
    rig: Rig, enterprise: str, decision: str, ends: list[str]
) -> None:
    """Weeks, and workers that begin anew; only the decision ends the wait, and a refusal ends it at once."""
    (application,) = rig.submit(a_duty_application(enterprise))
    number = f"T{application.id[-12:]}"
    answer(rig, application, "UnderwritingResult", "U001", {"ApplicationNumber": number})
    rig.reply(a_policy(rig, enterprise, number))
    for _ in range(3):
        rig.clock.pass_(days=10)
        EarlyNoticeLine("hub", catalogue(), rig.ports).run()
        assert (len(rig.store.schedule.early_notices(9)), rig.store.quarantine.deliveries(9)) == (1, [])
    result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2555.56", **PAYEE}
    answer(rig, application, "UnderwritingResult", decision, result if ends else {"ApplicationNumber": number})
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()
    assert [d.status for d in of_type(rig, "duty-policy")] == ends
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ([] if ends else ["HUB-315"])
    assert rig.store.schedule.early_notices(9) == []


def test_a_policy_whose_application_comes_late_waits_for_its_underwriting_without_limit(
    rig: Rig, enterprise: str
) -> None:
    """The limit is for documents that nobody knows: from the moment that the number is known it is over."""
    (application,) = rig.submit(a_duty_application(enterprise))
    number = f"T{application.id[-12:]}"
    rig.reply(a_policy(rig, enterprise, number))
    answer(rig, application, "UnderwritingResult", "U001", {"ApplicationNumber": number})
    rig.clock.pass_(days=5)
    EarlyNoticeLine("hub", catalogue(), rig.ports).run()
    assert (len(rig.store.schedule.early_notices(9)), rig.store.quarantine.deliveries(9)) == (1, [])


def test_a_policy_of_an_unknown_application_waits_a_day(rig: Rig, enterprise: str) -> None:
    """Then it is quarantined: the number may be wrong."""
    rig.reply(a_policy(rig, enterprise, "never"))
    for seconds, kept in ((86_399, []), (1, ["HUB-416"])):
        rig.clock.pass_(seconds=seconds)
        EarlyNoticeLine("hub", catalogue(), rig.ports).run()
        assert [row.code for row in rig.store.quarantine.deliveries(9)] == kept


def test_operators_see_what_waits_and_since_when(rig: Rig, enterprise: str) -> None:
    """By insurer and type, with the number of the application; a receipt that waits is counted for itself."""
    (application,) = rig.submit(a_duty_application(enterprise))
    number = f"T{application.id[-12:]}"
    answer(rig, application, "UnderwritingResult", "U001", {"ApplicationNumber": number})
    rig.reply(a_policy(rig, enterprise, number))
    (waiting,) = rig.store.quarantine.parked(9)
    seen = rig.store.totals.overview((), [])
    assert (waiting.type, waiting.names) == ("duty-policy", number)
    assert list(seen.waiting) == [WaitingGroup("ping-an", "duty-policy", 1, waiting.at, waiting.at)]
