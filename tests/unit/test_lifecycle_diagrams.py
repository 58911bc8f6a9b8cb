"""A diagram of a lifecycle shows every status, and no move that the lifecycle does not have."""

import re

import pytest
from lxml import etree
from rig import catalogue

from hub.catalogue import Route
from hub.docs.lifecycles import WIDTH, diagram
from hub.docs.ranks import Ranks
from hub.model import Lifecycle

ROUTES = list(catalogue().routes.values())
SVG = "http://www.w3.org/2000/svg"
IDS = [route.document for route in ROUTES]


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_every_status_stands_in_the_diagram_once(route: Route) -> None:
    """The document's own, and those of each of its tracks."""
    drawn = etree.fromstring(diagram(route, catalogue()).encode())
    codes = [(text.text or "").split()[0] for text in drawn.iter(f"{{{SVG}}}text") if text.get("class") == "code"]
    lifecycles = [route.lifecycle, *(track.lifecycle for track in route.tracks)]
    assert sorted(codes) == sorted(code for lifecycle in lifecycles for code in lifecycle.next)


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_boxes_do_not_stand_on_each_other(route: Route) -> None:
    """Each has its own place within the picture."""
    drawn = etree.fromstring(diagram(route, catalogue()).encode())
    boxes = [(_of(box, "x"), _of(box, "y")) for box in drawn.iter(f"{{{SVG}}}rect") if box.get("rx")]
    assert not [one for one in boxes for two in boxes if one < two and one[1] == two[1] and two[0] - one[0] < WIDTH]
    assert all(0 <= x < _of(drawn, "width") - WIDTH and 0 <= y < _of(drawn, "height") for x, y in boxes)


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_a_diagram_needs_nothing_from_elsewhere(route: Route) -> None:
    """No address but the name of SVG's own namespace."""
    assert re.findall(r"https?://[^\"]+", diagram(route, catalogue())) == [SVG]


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
def test_arrows_are_moves_and_lead_to_all_that_may_follow(route: Route) -> None:
    """What has no arrow of its own is reached over statuses on the way."""
    for lifecycle in (route.lifecycle, *(track.lifecycle for track in route.tracks)):
        ranks = Ranks(lifecycle)
        arrows = {
            code: {*ranks.after[code], *(other for one, other in ranks.back if one == code)} for code in ranks.after
        }
        for code, following in lifecycle.next.items():
            assert arrows[code] <= following
            assert following <= _reached(code, arrows)


def test_a_move_that_leaves_out_nothing_has_its_arrow() -> None:
    """A status that may follow by two ways is drawn by the longer one only."""
    nexts = {"A": frozenset("BC"), "B": frozenset("C"), "C": frozenset("A")}
    ranks = Ranks(Lifecycle(nexts))
    assert (ranks.after, ranks.back, ranks.rows()) == (
        {"A": ["B"], "B": ["C"], "C": []},
        [("C", "A")],
        [["A"], ["B"], ["C"]],
    )


def _of(element: etree._Element, attribute: str) -> float:
    return float(element.get(attribute, "nan"))


def _reached(code: str, arrows: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(arrows[code])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += arrows[one]
    return found
