"""A rule in Python says what it reads, and a route that uses it has that."""

from dataclasses import replace

import pytest
from rig import catalogue

from hub.catalogue import Problems, Where
from hub.catalogue.proofs.named_rules import prove_named_rules
from hub.rules import RULES

HERE = Where("routes/here.yaml", 7)


def told(document: str, rule: str) -> list[str]:
    """What is wrong with a rule in the route of a document."""
    routes, problems = catalogue().routes, Problems()
    route = replace(routes[document], rules=(replace(RULES[rule], where=HERE),))
    prove_named_rules(route, routes, problems)
    assert {(p.file, p.line) for p in problems} <= {tuple(HERE)}
    return [p.text.en for p in problems]


@pytest.mark.parametrize(
    ("document", "rule"),
    [("premium-payment", "payment_fits"), ("quota-change", "quota_figures_add_up"), ("quota-change", "quota_in_force")],
)
def test_a_rule_fits_a_route_that_has_what_it_reads(document: str, rule: str) -> None:
    """A form, a notice, and an account."""
    assert told(document, rule) == []


def test_a_rule_about_named_documents_needs_their_names() -> None:
    """One sentence for both, beside the fields that are missing."""
    assert "rule “payment_fits” needs these under “names”: agreement, applications" in told(
        "quota-change", "payment_fits"
    )


def test_a_rule_about_named_documents_needs_their_values() -> None:
    """An application has no premium that came back where its insurer never says one."""
    routes, problems = dict(catalogue().routes), Problems()
    payment = routes["premium-payment"]
    names = tuple(
        replace(n, documents=("quota-application",)) if n.name == "applications" else n for n in payment.names
    )
    route = replace(payment, rules=(replace(RULES["payment_fits"], where=HERE),), names=names)
    prove_named_rules(route, routes, problems)
    (problem,) = problems
    assert "reads applications.returned.payee_account, applications.returned.payee_name" in problem.text.en


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_reads(name: str) -> None:
    """Else nothing could be proved of it."""
    rule = RULES[name]
    assert rule.reads or rule.of_named or rule.needs_account
