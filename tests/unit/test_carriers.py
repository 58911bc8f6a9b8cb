"""Which portals carry which types: everything that is told reaches a portal that knows it."""

import shutil
from dataclasses import replace
from pathlib import Path

from rig import ROOT, catalogue

from hub.catalogue import load_catalogue
from hub.rules import RULES


def test_a_portal_that_names_nothing_carries_every_type(tmp_path: Path) -> None:
    """What another names is its own."""
    every = replace(catalogue().portals["national"], without=frozenset())
    assert all(every.may_carry(route.document, route.service) for route in catalogue().routes.values())
    assert "liaoning" in catalogue().carriers("duty-policy")
    shutil.copytree(ROOT / "routes", tmp_path / "routes")
    edit(tmp_path, "liaoning", "carries: [agreements]")
    changed = load_catalogue([tmp_path / "routes"], [ROOT / "xsd"], RULES)
    assert list(changed.problems) == []
    assert {type_ for type_ in changed.routes if "liaoning" in changed.carriers(type_)} == {
        type_ for type_, route in changed.routes.items() if route.service == "agreements"
    }


def test_a_type_that_no_portal_carries_is_reported_at_its_route(tmp_path: Path) -> None:
    """Nobody could submit it or hear of it."""
    shutil.copytree(ROOT / "routes", tmp_path / "routes")
    for portal in (path.stem for path in (tmp_path / "routes" / "portals").iterdir()):
        edit(tmp_path, portal, "without: [payment-agreement]" if portal == "national" else "carries: [payment]")
    problems = load_catalogue([tmp_path / "routes"], [ROOT / "xsd"], RULES).problems
    (one,) = [p for p in problems if p.file == "routes/agreements/payment-agreement.yaml"]
    assert one.text.en == "no portal carries payment-agreement"


def test_a_portal_that_carries_an_application_carries_its_policy(tmp_path: Path) -> None:
    """A notice goes to the portal of the document that it names."""
    shutil.copytree(ROOT / "routes", tmp_path / "routes")
    edit(tmp_path, "liaoning", "carries: [duty-guarantee]\nwithout: [duty-policy]")
    problems = load_catalogue([tmp_path / "routes"], [ROOT / "xsd"], RULES).problems
    told = [p.text.en for p in problems if p.file == "routes/portals/liaoning.yaml"]
    assert "carries duty-insurance-application, but not duty-policy, which follows from it" in told


def edit(home: Path, portal: str, line: str) -> None:
    """Let a portal's file say nothing but its names and which types it carries."""
    path = home / "routes" / "portals" / f"{portal}.yaml"
    before = path.read_text("utf-8").partition("writes:")[0].splitlines()
    kept = [text for text in before if text.startswith(("portal:", "zh:", "en:"))]
    path.write_text("\n".join([*kept, line, ""]), "utf-8")
