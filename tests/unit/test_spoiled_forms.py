"""Whatever is wrong with a submission of any type is refused in the portal's own words, and never fails inside.

The submissions are made of the routes and schemas at hand (tests/forms.py), so a new type is tested as it comes.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from forms import Field, Made, faults_of, portal_of, wrong_values
from spoiled import MADE, each_of, untold

from hub.catalogue import Route

HEADER = {
    "MessageId": "m-1",
    "DocumentId": "d-1",
    "Sender": "hub",
    "Receiver": "ping-an",
    "CreatedAt": "2026-09-21T10:00:00+08:00",
}


def each_field(*, needed: bool) -> Iterator[Any]:
    """Each field of each type once."""
    for route, made, one in each_of(needed=needed):
        yield pytest.param(route, made, one, id=f"{route.document} {one.name}")


@pytest.mark.parametrize("name", MADE)
def test_what_a_schema_admits_is_taken(name: str) -> None:
    """The forms that the tests below spoil are sound."""
    route, made = MADE[name]
    assert [(one.field, one.code) for one in faults_of(made.form, portal_of(route))] == []


@pytest.mark.parametrize(("route", "made", "one"), list(each_field(needed=True)))
def test_a_mandatory_field_that_is_missing_is_told(route: Route, made: Made, one: Field) -> None:
    """Left out, or blank."""
    if isinstance(one.path[-1], str):
        gone = faults_of(made.changed(one.path, gone=True), portal_of(route))
        assert untold(gone, one.name) == []
        assert {fault.code for fault in gone if fault.field == one.name} <= {"HUB-201", "HUB-207"}
    assert untold(faults_of(made.changed(one.path, " "), portal_of(route)), one.name) == []


@pytest.mark.parametrize(("route", "made", "one"), list(each_field(needed=False)))
def test_a_value_that_its_element_does_not_admit_is_told(route: Route, made: Made, one: Field) -> None:
    """Unknown codes, numbers out of range, wrong formats, too long, too short, another kind of value."""
    wrong = {
        kind: said
        for kind, value in wrong_values(one.node)
        if (said := untold(faults_of(made.changed(one.path, value), portal_of(route)), one.name))
    }
    assert wrong == {}


LISTS = [
    pytest.param(route, made, one, id=f"{route.document} {one.name}")
    for route, made in MADE.values()
    for one in made.lists
]


@pytest.mark.parametrize(("route", "made", "one"), LISTS)
def test_a_list_that_is_none_or_too_long_is_told(route: Route, made: Made, one: Field) -> None:
    """Under the list's own path."""
    assert untold(faults_of(made.changed(one.path, "x"), portal_of(route)), one.name) == []
    if one.node.shape.required:
        assert untold(faults_of(made.changed(one.path, []), portal_of(route)), one.name) == []
    if (most := one.node.shape.most) is not None:
        many = made.changed((*one.path, 0))
        items: Any = many
        for step in one.path:
            items = items[step]
        items[:] = [items[0]] * (most + 1)
        assert untold(faults_of(many, portal_of(route)), one.name) == []


@pytest.mark.parametrize("name", MADE)
def test_a_field_that_no_line_reads_is_told(name: str) -> None:
    """It would be lost."""
    route, made = MADE[name]
    assert untold(faults_of(made.changed(("data", "surplus"), "x"), portal_of(route)), "data.surplus") == []
