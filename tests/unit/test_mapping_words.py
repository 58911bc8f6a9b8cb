"""The words of a mapping on a schema of their own, and the table that reads what comes back."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from rig import catalogue

from hub.catalogue import Form, Problems, Schema
from hub.catalogue.compile.mappings import Compiler
from hub.catalogue.compile.scopes import SUBMITTED
from hub.catalogue.compile.sources import Context
from hub.catalogue.words.places import Where
from hub.catalogue.words.text import read_yaml
from hub.errors import Rejected
from hub.xml.build import add, new_message, text_at

WORDS = """
map:
  Kind: {const: fixed}
  Colour: {path: data.colour, default: blue}
  Item:
    each: data.items
    map:
      Name: name
      Count: count | integer
  Size/Width: data.size.width | integer
  Size/Height: data.size.height | integer
  Size/Unit: data.size.unit
  Tag: {each: data.tags, path: .}
  Extra:
    when: data.colour is red
    map:
      Note: data.note
"""
SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:single-window-hub:1"
  elementFormDefault="qualified"><xs:element name="Order"><xs:complexType><xs:sequence>
  <xs:any namespace="##targetNamespace" processContents="skip"/>
  <xs:element name="Kind" type="xs:string"/><xs:element name="Colour" type="xs:string" minOccurs="0"/>
  <xs:element name="Item" minOccurs="0" maxOccurs="3"><xs:complexType><xs:sequence>
    <xs:element name="Name" type="xs:string"/><xs:element name="Count" type="xs:integer" minOccurs="0"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="Size" minOccurs="0"><xs:complexType><xs:sequence>
    <xs:element name="Width" type="xs:integer"/><xs:element name="Height" type="xs:integer"/>
    <xs:element name="Unit" type="xs:string" minOccurs="0"/>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="Tag" type="xs:string" minOccurs="0" maxOccurs="2"/>
  <xs:element name="Extra" minOccurs="0"><xs:complexType><xs:sequence>
    <xs:element name="Note" type="xs:string" minOccurs="0"/>
  </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element></xs:schema>"""


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """A compiled mapping that uses the words the packaged routes do not."""
    folder: Path = tmp_path_factory.mktemp("order")
    (folder / "order.xsd").write_text(SCHEMA)
    (folder / "order.yaml").write_text(WORDS)
    problems = Problems()
    block = read_yaml(folder / "order.yaml", "order.yaml", problems)
    shape = Schema(folder / "order.xsd").shape("Order")
    assert block is not None and shape is not None
    form = Compiler(Context({}, problems)).form([block.word("map")], shape, Where("order.yaml", 1), SUBMITTED)  # type: ignore[list-item]  # a Block
    assert list(problems) == []
    return form


def filled(order: Form, data: dict[str, Any]) -> tuple[etree._Element, list[tuple[str, str]]]:
    root = new_message("Order", {})
    return root, [(f.code, f.field) for f in order.fill(root, {"data": data})]


def test_a_constant_needs_no_field_and_a_default_fills_a_blank_one(order: Form) -> None:
    """What the form has comes before the default."""
    root, faults = filled(order, {})
    assert (faults, text_at(root, "Kind"), text_at(root, "Colour")) == ([], "fixed", "blue")
    assert text_at(filled(order, {"colour": "red"})[0], "Colour") == "red"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (None, []),
        ({}, []),
        ({"width": 1, "height": 2}, []),
        ({"width": 1}, [("HUB-201", "data.size.height")]),
        ({"unit": "mm"}, [("HUB-201", "data.size.width"), ("HUB-201", "data.size.height")]),
        ({"width": 1, "height": 2, "depth": 3}, [("HUB-202", "data.size.depth")]),
        ("large", [("HUB-203", "data.size")]),
        ([{"width": 1, "height": 2}], [("HUB-203", "data.size")]),
    ],
)
def test_an_element_that_may_be_left_out_is_whole_or_absent(
    order: Form, size: Any, expected: list[tuple[str, str]]
) -> None:
    """What it must hold is missed only when something of it is given."""
    root, faults = filled(order, {"size": size})
    assert faults == expected
    assert (root.find("{*}Size") is None) == (not isinstance(size, dict) or not size)


def test_an_element_of_a_condition_is_never_empty(order: Form) -> None:
    """What holds nothing is left out; what holds something stands there only when the condition holds."""
    assert filled(order, {"colour": "red"})[0].find("{*}Extra") is None
    assert text_at(filled(order, {"colour": "red", "note": "n"})[0], "Extra/Note") == "n"


def test_a_list_may_be_left_out_but_none_of_its_items(order: Form) -> None:
    """A blank item is not dropped in silence: perhaps what it should say was lost on the way."""
    assert filled(order, {"tags": []})[1] == []
    for blank in (None, "", " "):
        assert filled(order, {"tags": ["a", blank]})[1] == [("HUB-201", "data.tags[1]")]


def test_each_item_of_a_list_makes_an_element(order: Form) -> None:
    """Paths inside begin at the item."""
    root, faults = filled(order, {"items": [{"name": "a", "count": 1}, {"name": "b"}]})
    assert faults == []
    assert [e.text for e in root.iterfind("{*}Item/{*}Name")] == ["a", "b"]


def test_faults_inside_a_list_name_the_item(order: Form) -> None:
    """Missing, mistyped, surplus, and an item that is no object."""
    items = [{"name": "a"}, {"count": "x"}, {"name": "c", "odd": 1}]
    assert filled(order, {"items": items})[1] == [
        ("HUB-201", "data.items[1].name"),
        ("HUB-203", "data.items[1].count"),
        ("HUB-202", "data.items[2].odd"),
    ]
    assert ("HUB-203", "data.items[0]") in filled(order, {"items": ["a"]})[1]


def test_a_list_longer_than_the_schema_admits_is_reported_before_it_is_built(order: Form) -> None:
    """No element is made for a million items."""
    root, faults = filled(order, {"items": [{"name": "a"}] * 4})
    assert faults == [("HUB-205", "data.items")]
    assert root.find("{*}Item") is None


def test_what_comes_back_is_read_by_the_same_words() -> None:
    """Figures by name, in the hub's spelling; what is absent is left out."""
    root = new_message("QuotaChange", {})
    add(add(root, "Figures"), {"Total": "+5", "Used": ".5"})
    assert catalogue().routes["quota-change"].returns.read(root) == {"total": "5.00", "used": "0.50"}


def test_what_comes_back_and_cannot_be_read_is_refused_by_its_place() -> None:
    """XSD admits the midnight after the last day that there is; the party is told, and nothing crashes."""
    root = new_message("QuotaChange", {})
    add(root, {"ChangedAt": "9999-12-31T24:00:00+08:00"})
    with pytest.raises(Rejected) as caught:
        catalogue().routes["quota-change"].returns.read(root)
    assert [(f.code, f.field) for f in caught.value.faults] == [("HUB-203", "ChangedAt")]
