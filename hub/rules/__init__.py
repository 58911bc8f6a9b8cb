"""Business rules, by the names that routes use. Each rule is a pure function."""

from collections.abc import Mapping

from hub.catalogue import Rule
from hub.rules import duty_guarantee, payment

RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        duty_guarantee.period_within_a_year,
        duty_guarantee.quota_figures_add_up,
        duty_guarantee.quota_in_force,
        duty_guarantee.quota_operation_fits,
        duty_guarantee.seal_is_the_signers,
        payment.payment_fits,
    )
}
