"""A policy may be quicker than the receipt before it: it waits while its application can still come to be paid."""

import pytest
from money import PAYEE, a_policy, answer, of_type, status
from rig import AN_UNDERWRITING, Rig, a_duty_application, catalogue

from hub.flow.early_notices import EarlyNoticeLine


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


def test_a_policy_whose_application_stays_where_it_is_waits_a_day(rig: Rig, enterprise: str) -> None:
    """As one whose application never comes."""
    line = EarlyNoticeLine("hub", catalogue(), rig.ports)
    (application,) = rig.submit(a_duty_application(enterprise))
    number = f"T{application.id[-12:]}"
    answer(rig, application, "UnderwritingResult", "U001", {"ApplicationNumber": number})
    rig.reply(a_policy(rig, enterprise, number))
    rig.clock.pass_(days=2)
    line.run()
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == ["HUB-416"]
