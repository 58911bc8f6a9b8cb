"""Random valid submissions of every type and portal become messages that the XSD admits."""

from typing import Any

import pytest
from forms import TEXTS, Choices, Made, as_read, faults_as_told, faults_of, make, plain_value, portal_of, submitted
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rig import catalogue

from hub.catalogue import Node, Route
from hub.effects.build_message import build_message

ROUTES = {route.document: route for route in submitted()}
PORTALS = [(portal, type_) for type_ in ROUTES for portal in sorted(catalogue().carriers(type_))]
HEADER = {
    "MessageId": "m-1",
    "DocumentId": "d-1",
    "Sender": "hub",
    "Receiver": "ping-an",
    "CreatedAt": "2026-09-21T10:00:00+08:00",
}
SEEN = st.characters(categories=["L", "N", "P", "S"], max_codepoint=0xFFFF)


def _texts(node: Node) -> st.SearchStrategy[Any]:
    """Free text where the type takes any line; else the texts at hand of the type's own form."""
    known = st.sampled_from([text for text in TEXTS if node.shape.admits(text)])
    if not node.shape.admits("示例 §"):
        return known
    longest = min(node.shape.facets.longest or 40, 40)
    return known | st.text(SEEN, min_size=1, max_size=longest).filter(lambda text: text == text.strip())


def _values(node: Node) -> st.SearchStrategy[Any]:
    """Any value that the element admits."""
    assert node.source is not None
    converter, facets = node.source.converter, node.shape.facets
    if converter.codes is not None:
        return st.sampled_from(sorted(map(str, converter.codes.to_wire)))
    if node.shape.primitive == "decimal":
        places = 0 if converter.name == "integer" else facets.places or 0
        numbers = st.decimals(facets.least, facets.most or 10**9, places=places).map(str)
        return numbers.filter(node.shape.admits) | st.just(plain_value(node))
    if node.shape.primitive == "boolean":
        return st.just(True) if converter.name == "consent" else st.booleans()
    if converter.name in ("date", "day"):
        return st.dates().map(str)
    return _texts(node) if converter.name == "text" else st.just(plain_value(node))


def _made(route: Route, data: st.DataObject) -> Made:
    """With any optional fields left out, lists of any length, and any code."""
    choices = Choices(
        value=lambda node: data.draw(_values(node)),
        has=lambda _: data.draw(st.booleans()),
        length=lambda node: data.draw(st.integers(1, min(node.shape.most or 4, 4))),
    )
    return make(route, choices)


def _message(route: Route, form: dict[str, Any]) -> bytes:
    """The message of a form; the schema admits it."""
    root, _ = build_message(route.legs[0], route.schema, form, HEADER)
    body = etree.tostring(root)
    assert route.schema.violations(etree.fromstring(body)) == []
    return body


@pytest.mark.parametrize("type_", ROUTES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_random_valid_submissions_become_messages_that_the_schema_admits(type_: str, data: st.DataObject) -> None:
    """In the hub's own shape."""
    made = _made(ROUTES[type_], data)
    found = faults_of(made.form, portal_of(ROUTES[type_]))
    assert [(one.field, one.code) for one in found] == []
    _message(ROUTES[type_], made.form)


@pytest.mark.parametrize(("portal", "type_"), PORTALS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_so_do_submissions_in_a_portals_own_shape_in_json_and_xml(portal: str, type_: str, data: st.DataObject) -> None:
    """Every portal and every type that it carries; both ways of writing become the same message."""
    made = _made(route := ROUTES[type_], data)
    expected = _message(route, made.form)
    for kind in ("json", "xml"):
        assert [(one.field, one.code) for one in faults_as_told(made.form, portal, kind)] == []
        assert _message(route, dict(as_read(made.form, portal, kind).form)) == expected
