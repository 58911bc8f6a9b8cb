"""Whatever is wrong with a submission in a portal's own shape is told under the field as that portal writes it.

The submissions are made of the routes, schemas and portals at hand, so a new portal is tested as it comes.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from forms import faults_of_written, make, submitted, wrong_values
from own_words import SHAPES, WRITTEN
from rig import catalogue
from shapes import as_written, in_xml
from spoiled import MADE, each_of, untold_in

from hub.model import Fault

KINDS = ("json", "xml")
GONE = object()
ALL = [pytest.param(portal, type_, kind, id=f"{portal} {type_} {kind}") for portal, type_ in WRITTEN for kind in KINDS]


def told(portal: str, written: dict[str, Any], kind: str) -> list[Fault]:
    """What a portal is told of a submission that it has written."""
    body = in_xml(SHAPES[portal].root, written) if kind == "xml" else json.dumps(written).encode()
    return faults_of_written(body, portal)


def of_form(portal: str, form: dict[str, Any], kind: str) -> list[Fault]:
    """The same of a submission of the hub's form."""
    return told(portal, as_written(catalogue(), portal, form), kind)


@pytest.mark.parametrize(("portal", "type_", "kind"), ALL)
def test_a_mandatory_field_that_is_missing_is_told(portal: str, type_: str, kind: str) -> None:
    """Left out, or blank."""
    odd: dict[str, list[str]] = {}
    for _, made, one in each_of(type_, needed=True):
        spoiled = [made.changed(one.path, " ")]
        spoiled += [made.changed(one.path, gone=True)] if isinstance(one.path[-1], str) else []
        for form in spoiled:
            if said := untold_in(portal, type_, of_form(portal, form, kind), one.name):
                odd[one.name] = said
    assert odd == {}


@pytest.mark.parametrize(("portal", "type_", "kind"), ALL)
def test_a_value_that_its_element_does_not_admit_is_told(portal: str, type_: str, kind: str) -> None:
    """Unknown codes, numbers out of range, wrong formats, too long, too short, another kind of value."""
    odd: dict[tuple[str, str], list[str]] = {}
    for _, made, one in each_of(type_, needed=False):
        for wrong, value in wrong_values(one.node):
            if said := untold_in(portal, type_, of_form(portal, made.changed(one.path, value), kind), one.name):
                odd[one.name, wrong] = said
    assert odd == {}


@pytest.mark.parametrize(("portal", "type_", "kind"), ALL)
def test_a_list_that_is_none_or_too_long_is_told(portal: str, type_: str, kind: str) -> None:
    """Under the list's own path. In XML every element of a list is an item."""
    for route, made in (both for both in MADE.values() if both[0].document == type_):
        for one in made.lists:
            wrong: list[Any] = ["x"] if kind == "json" else []
            for value in [*wrong, *([[]] if one.node.shape.required else [])]:
                found = of_form(portal, made.changed(one.path, value), kind)
                assert untold_in(portal, route.document, found, one.name) == []


# ---- around the form -----------------------------------------------------------------------------

OBJECTS = ("enterprise", "signer", "data")
TEXTS = ("type", "party", "submitted_at", "signer.card", "signer.name")


def spoiled(written: dict[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    """What a portal has written, with one value changed, or taken away with `GONE`."""
    whole: dict[str, Any] = json.loads(json.dumps(written))
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    if value is GONE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return whole


def around() -> Iterator[tuple[str, Any, set[str]]]:
    """Each part of the envelope, what stands there, and the codes with which that is told."""
    for name in (*OBJECTS, *TEXTS):
        yield name, GONE, {"HUB-201"}
        yield name, " ", {"HUB-201"}
    for name in OBJECTS:
        yield name, "x", {"HUB-203"}
    for name in TEXTS:
        yield name, {"a": "b"}, {"HUB-203"}
    yield "submitted_at", "yesterday", {"HUB-203"}


@pytest.mark.parametrize(("portal", "type_", "kind"), ALL)
def test_a_part_of_the_envelope_that_is_missing_or_of_another_kind_is_told_once(
    portal: str, type_: str, kind: str
) -> None:
    """Under the portal's own path, with one code."""
    shape = SHAPES[portal]
    (route,) = (route for route in submitted() if route.document == type_)
    written = as_written(catalogue(), portal, make(route).form)
    for name, value, codes in around():
        path = shape.at(name)
        found = told(portal, spoiled(written, path, value), kind)
        mine = [one.code for one in found if one.field == ".".join(path)]
        assert (name, len(mine), set(mine)) == (name, 1, codes)


@pytest.mark.parametrize(("portal", "type_", "kind"), ALL)
def test_a_field_that_the_shape_does_not_have_is_told(portal: str, type_: str, kind: str) -> None:
    """It would be lost."""
    shape = SHAPES[portal]
    (route,) = (route for route in submitted() if route.document == type_)
    written = as_written(catalogue(), portal, make(route).form)
    path = (*shape.at("data"), "surplus")
    found = told(portal, spoiled(written, path, "x"), kind)
    assert [(one.code, one.field) for one in found] == [("HUB-202", ".".join(path))]
