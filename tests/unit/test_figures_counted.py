"""Two routes that bring figures of one resource say of the same figure that the party counts in it."""

from dataclasses import replace
from typing import Any

from rig import catalogue

from hub.catalogue.proofs.figures import prove_figures
from hub.catalogue.words.places import Problems


def test_routes_that_count_in_two_figures_of_one_resource_are_reported() -> None:
    """Which of them holds would depend on the message that came last."""
    routes: dict[str, Any] = dict(catalogue().routes)
    change = routes["quota-change"]
    contain = replace(change.figures.contain, figure="total")
    routes["other-change"] = replace(change, document="other-change", figures=replace(change.figures, contain=contain))
    prove_figures(change, routes, routes.keys(), problems := Problems())
    assert [(p.file, p.text.en) for p in problems.found] == [
        ("routes/duty-guarantee/quota-change.yaml", "other-change counts in another figure")
    ]


def test_the_figure_that_counts_is_known_by_the_resource() -> None:
    """Also for figures that another route brings."""
    assert catalogue().counting == {("quota-account", "enterprise", "party"): "used"}
