"""The JSON Schemas of a portal's shape and the hub agree on what the portal writes, and on what it is told."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from forms import make, submitted
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from junk import BEYOND_SCHEMAS, GONE, JUNK, is_tolerated, places, tidied, with_value
from published import SCHEMAS, faults_of, published
from rig import ROOT, START, catalogue
from shapes import as_written

from hub.effects.work import Means
from hub.errors import Rejected
from hub.flow.course import prepare
from hub.flow.explanation import Unsigned
from hub.ports import Delivery
from hub.reading.parse_submission import Reading, parse_submission
from hub.simulate.placeholders import SHANGHAI, fill_dates

FOLDER = SCHEMAS / "portals"
SHAPED = {portal: shape for portal in catalogue().portals if (shape := catalogue().shape_of(portal)) is not None}
WRITTEN = [(portal, type_) for portal, shape in SHAPED.items() for type_ in shape.forms]


@cache
def whole(portal: str, type_: str) -> dict[str, Any]:
    """A submission with every field that the type may have, as the portal writes it."""
    (route,) = (route for route in submitted() if route.document == type_)
    return as_written(catalogue(), portal, make(route).form)


def _delivery(portal: str, written: Any) -> Delivery:
    return Delivery(owner=portal, tag="t", body=json.dumps(written).encode(), taken_at=START)


def read(portal: str, written: Any) -> Reading:
    """What the hub makes of it; a test that it cannot even read proves nothing here."""
    try:
        return parse_submission(_delivery(portal, written), catalogue())
    except Rejected:
        assume(False)
        raise


def refused(portal: str, written: Any) -> list[str]:
    """All that the stages before any rule find."""
    delivery = _delivery(portal, written)
    found = prepare(Means("hub", catalogue(), Unsigned()), read(portal, written), delivery, START)
    return [f"{fault.field}: {fault.code}" for fault in found.faults]


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.json")), ids=lambda path: f"{path.parent.name} {path.stem}")
def test_every_schema_is_one(path: Path) -> None:
    """By the draft that it names."""
    Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


def test_every_portal_with_a_shape_has_a_schema_of_each_type_and_event() -> None:
    """And nothing else has."""
    events = {(portal, event) for portal in SHAPED for event in ("event-status", "event-refusal")}
    assert {(path.parent.name, path.stem) for path in FOLDER.rglob("*.json")} == {*WRITTEN, *events}


@pytest.mark.parametrize(("portal", "type_"), WRITTEN)
def test_a_submission_in_the_hubs_names_fits_no_schema_of_a_portal(portal: str, type_: str) -> None:
    """And the same in the portal's names does."""
    (route,) = (route for route in submitted() if route.document == type_)
    name = f"portals/{portal}/{type_}"
    assert faults_of(name, whole(portal, type_)) == []
    assert faults_of(name, make(route).form) != []


def _samples() -> Iterator[Any]:
    """What stories drop in the shapes of portals."""
    for path in sorted((ROOT / "tests" / "examples").rglob("*.json")):
        written = json.loads(fill_dates(path.read_text("utf-8"), datetime.now(SHANGHAI)))
        if "type" not in written:
            yield pytest.param(written, id=f"{path.parent.name} {path.stem}")


@pytest.mark.parametrize("written", list(_samples()))
def test_a_sample_of_a_story_fits_the_schema_of_its_portal(written: Any) -> None:
    """And of no other portal."""
    fitting = [(p, t) for p, t in WRITTEN if faults_of(f"portals/{p}/{t}", written) == []]
    assert len(fitting) == 1


def _spoiled(portal: str, type_: str) -> st.SearchStrategy[dict[str, Any]]:
    """A whole submission with one value changed, added or taken away, or with a code of the hub's or the portal's."""
    shape, form = SHAPED[portal], whole(portal, type_)
    kinds = (shape.types, shape.parties, shape.cards, shape.truths)
    codes = [code for values in kinds for pair in values.theirs.items() for code in pair]
    junk = JUNK | st.just(GONE) | (st.sampled_from(codes) if codes else st.nothing())
    type_place = form_place(portal)
    chosen = [place for place in places(form) if place != type_place]
    return st.builds(lambda place, value: with_value(form, place, value), st.sampled_from(chosen), junk)


def form_place(portal: str) -> tuple[str, ...]:
    """Where the portal names the type: changed, another schema is meant."""
    return SHAPED[portal].at("type")


def _named(portal: str, written: Any) -> bool:
    return SHAPED[portal].form(written) is not SHAPED[portal].unknown


@pytest.mark.parametrize(("portal", "type_"), WRITTEN)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_schema_and_hub_admit_the_same(portal: str, type_: str, data: st.DataObject) -> None:
    """The hub takes whatever the schema admits; the schema admits whatever the hub takes once it is tidy."""
    written = data.draw(_spoiled(portal, type_))
    assume(_named(portal, written))
    name, said = f"portals/{portal}/{type_}", read(portal, written).submission.written
    found = refused(portal, written)
    if not faults_of(name, said):
        assert [one for one in found if not one.endswith(BEYOND_SCHEMAS)] == []
    if not found:
        assert [e for e in published(name).iter_errors(tidied(said)) if not is_tolerated(e)] == []
