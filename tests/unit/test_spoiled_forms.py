"""Whatever is wrong with a submission of any type is refused in the portal's own words, and never fails inside.

The submissions are made of the routes and schemas at hand (tests/forms.py), so a new type is tested as it comes.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from forms import Choices, Field, Made, faults_of, make, plain_value, portal_of, submitted, wrong_values

from hub.catalogue import Node, Route
from hub.model import Fault

ROUTES = submitted()
CHINESE = re.compile(r"[\u4e00-\u9fff]")
OWN_PATH = re.compile(r"(data|party|enterprise|signer|submitted_at)([.\[].+)?")
OF_THE_FORM = re.compile(r"HUB-2[0-9]{2}|HUB-313")
"""What is said of a form, and of a consent that is not given."""
HEADER = {
    "MessageId": "m-1",
    "DocumentId": "d-1",
    "Sender": "hub",
    "Receiver": "ping-an",
    "CreatedAt": "2026-09-21T10:00:00+08:00",
}


def versions(route: Route) -> list[Made]:
    """The whole form, and once more for each code on which something depends."""
    form = route.legs[0].form
    codes = form.lists_of_codes if form is not None else {}
    asked = {node.when.path for node in _every(form.nodes if form is not None else ()) if node.when is not None}
    chosen = [(path, code) for path in sorted(asked & set(codes)) for code in codes[path].to_wire]
    return [make(route, _with_code(path, code)) for path, code in chosen] or [make(route)]


def _with_code(path: str, code: str) -> Choices:
    def value(node: Node) -> Any:
        assert node.source is not None
        return code if node.source.text == path else plain_value(node)

    return Choices(value=value)


def _every(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _every(node.children.values())


MADE = {f"{route.document} {number}": (route, made) for route in ROUTES for number, made in enumerate(versions(route))}


def each_field(*, needed: bool) -> Iterator[Any]:
    """Each field of each type once, in the first form that has it."""
    seen: set[tuple[str, str]] = set()
    for route, made in MADE.values():
        for one in made.needed if needed else made.fields:
            if (route.document, one.name) not in seen:
                seen.add((route.document, one.name))
                yield pytest.param(route, made, one, id=f"{route.document} {one.name}")


def untold(found: list[Fault], name: str) -> list[str]:
    """What is missing in the answer to a submission with one wrong field: empty when a portal can act on it."""
    mine = [one for one in found if one.field == name]
    return [
        *([] if mine else [f"{name} is not told: {[(one.field, one.code) for one in found]}"]),
        *(f"{one.field} is not a path of the form" for one in found if not OWN_PATH.fullmatch(one.field)),
        *(f"{one.code} says nothing of a form" for one in found if not OF_THE_FORM.fullmatch(one.code)),
        *(f"{one.code} lacks a sentence" for one in found if not CHINESE.search(one.zh) or not one.en.strip()),
    ]


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
