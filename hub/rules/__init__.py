"""Business rules, by the names that routes use. Each rule is a pure function, listed with the values that it reads."""

from collections.abc import Mapping

from hub.catalogue import NamedRule
from hub.rules import duty_guarantee, payment

_FIGURES = ("total", "used", "remaining")
_SEAL = ("data.seal.holder", "data.seal.valid_from", "data.seal.valid_to")
_ITEMS = tuple(f"data.applications.{name}" for name in ("premium", "payee_account", "payee_name"))
_PAYEE = ("returned.payee_account", "returned.payee_name")
_AGREEMENT = ("data.bank", "returned.effective_date", "returned.expiry_date", *_PAYEE)

RULES: Mapping[str, NamedRule] = {
    rule.name: rule
    for rule in (
        NamedRule(function=duty_guarantee.period_within_a_year, reads=("data.start_date", "data.end_date")),
        NamedRule(function=duty_guarantee.quota_figures_add_up, reads=_FIGURES),
        NamedRule(function=duty_guarantee.quota_in_force, needs_account=True),
        NamedRule(function=duty_guarantee.quota_operation_fits, reads=("data.operation",), needs_account=True),
        NamedRule(function=duty_guarantee.seal_is_the_signers, reads=_SEAL),
        NamedRule(
            function=payment.payment_fits,
            reads=("data.operation", "data.total", *_ITEMS),
            of_named={"agreement": _AGREEMENT, "applications": ("returned.premium", *_PAYEE)},
        ),
    )
}
