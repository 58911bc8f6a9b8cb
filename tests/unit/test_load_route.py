"""A route that is read alone, to show a document: what comes back has the labels of the whole catalogue."""

from pathlib import Path

import pytest
from rig import ROOT, catalogue

from hub.catalogue import load_route
from hub.rules import RULES

FOLDERS = ([ROOT / "routes"], [ROOT / "xsd"])


@pytest.mark.parametrize("document", catalogue().routes)
def test_a_route_that_is_read_alone_brings_what_it_brings_among_others(document: str) -> None:
    """Names, paths and labels."""
    route = load_route(document, *FOLDERS, RULES)
    assert route is not None
    told, whole = route.returned, catalogue().routes[document].returned
    assert {n: (r.path, r.zh, r.en) for n, r in told.items()} == {n: (r.path, r.zh, r.en) for n, r in whole.items()}


def test_a_type_without_a_route_has_none(tmp_path: Path) -> None:
    """Neither in the package nor where nothing is."""
    assert load_route("passport", *FOLDERS, RULES) is None
    assert load_route("duty-policy", [tmp_path], [tmp_path], RULES) is None
