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
    assert rule.reads or rule.of_named or rule.figures


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ({"total": "date"}, "reads “quota-application.total” as date, but in the schema it is decimal"),
        ({"approved_at": "date"}, "reads approved_at of its account, which no route keeps"),
    ],
)
def test_a_rule_about_an_account_reads_figures_that_are_kept_as_it_takes_them(
    figures: dict[str, str], says: str
) -> None:
    """A day that is no day would compare as text, and a figure that nobody keeps is never there."""
    routes, problems = catalogue().routes, Problems()
    rule = replace(RULES["quota_in_force"], figures=figures, where=HERE)
    prove_named_rules(replace(routes["quota-change"], rules=(rule,)), routes, problems)
    assert any(says in p.text.en for p in problems)


def test_a_rule_about_named_documents_takes_their_values_as_they_are() -> None:
    """A premium that is a text could not be added up."""
    routes, problems = catalogue().routes, Problems()
    of_named = {"applications": {"returned.premium": "string"}, "agreement": {}}
    rule = replace(RULES["payment_fits"], of_named=of_named, where=HERE)
    prove_named_rules(replace(routes["premium-payment"], rules=(rule,)), routes, problems)
    (problem,) = problems
    assert "reads “applications.returned.premium” as string, but in the schema it is decimal" in problem.text.en
