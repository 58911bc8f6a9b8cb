"""Business rules, by the names that routes use. Each rule is a pure function, listed with the values that it reads."""

from collections.abc import Mapping

from hub.catalogue import NamedRule
from hub.rules import duty_guarantee, payment

_AMOUNT, _DAY, _TEXT = "decimal", "date", "string"
_FIGURES = dict.fromkeys(("total", "used", "remaining"), _AMOUNT)
_PERIOD = dict.fromkeys(("data.start_date", "data.end_date"), _DAY)
_SEAL = {"data.seal.holder": _TEXT, "data.seal.valid_from": _DAY, "data.seal.valid_to": _DAY}
_PAYEE = dict.fromkeys(("returned.payee_account", "returned.payee_name"), _TEXT)
_AGREEMENT = {"data.bank": _TEXT, "returned.effective_date": _DAY, "returned.expiry_date": _DAY, **_PAYEE}
_PAID_TO = {
    f"data.applications.{name}": ("applications", f"returned.{name}") for name in ("payee_account", "payee_name")
}
_PAYMENT = {
    "data.operation": _TEXT,
    "data.total": _AMOUNT,
    "data.applications.premium": _AMOUNT,
    "data.applications.payee_account": _TEXT,
    "data.applications.payee_name": _TEXT,
}

RULES: Mapping[str, NamedRule] = {
    rule.name: rule
    for rule in (
        NamedRule(function=duty_guarantee.period_within_a_year, reads=_PERIOD),
        NamedRule(function=duty_guarantee.quota_figures_add_up, reads=_FIGURES),
        NamedRule(function=duty_guarantee.quota_in_force, figures={"effective_date": _DAY, "expiry_date": _DAY}),
        NamedRule(
            function=duty_guarantee.quota_operation_fits,
            reads={"data.operation": _TEXT},
            figures={"expiry_date": _DAY},
        ),
        NamedRule(function=duty_guarantee.seal_is_the_signers, reads=_SEAL),
        NamedRule(
            function=payment.payment_fits,
            reads=_PAYMENT,
            equals=_PAID_TO,
            of_named={"agreement": _AGREEMENT, "applications": {"returned.premium": _AMOUNT, **_PAYEE}},
        ),
    )
}
