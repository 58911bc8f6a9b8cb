"""What a schema does not admit is told all at once, and only that."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest
import xmlschema
from elements import parent_of
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hub.catalogue import Schema

XSD = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:o" targetNamespace="urn:o"
           elementFormDefault="qualified">
  <xs:simpleType name="Code">
    <xs:restriction base="xs:string"><xs:enumeration value="1"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="Money">
    <xs:restriction base="xs:decimal"><xs:minInclusive value="0"/><xs:fractionDigits value="2"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="Name"><xs:restriction base="xs:string"><xs:maxLength value="9"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Id">
    <xs:restriction base="xs:string"><xs:pattern value="[a-z]+"/></xs:restriction>
  </xs:simpleType>
  <xs:element name="Order">
    <xs:complexType><xs:sequence>
      <xs:element name="Id" type="Id"/>
      <xs:element name="Code" type="Code"/>
      <xs:choice>
        <xs:element name="Cash" type="Money"/>
        <xs:element name="Card" type="Name"/>
      </xs:choice>
      <xs:element name="Line" minOccurs="0" maxOccurs="3">
        <xs:complexType><xs:sequence>
          <xs:element name="Name" type="Name"/>
          <xs:element name="Count" type="xs:nonNegativeInteger"/>
          <xs:element name="Day" type="xs:date" minOccurs="0"/>
        </xs:sequence></xs:complexType>
      </xs:element>
      <xs:element name="File" type="xs:base64Binary" minOccurs="0"/>
      <xs:element name="Note" type="Name" minOccurs="0"/>
      <xs:any namespace="urn:other" minOccurs="0" processContents="skip"/>
    </xs:sequence></xs:complexType>
  </xs:element>
</xs:schema>
"""
LINE = "<Line><Name>ab</Name><Count>1</Count><Day>2026-09-21</Day></Line>"
ORDER = (
    f'<Order xmlns="urn:o"><Id>a</Id><Code>1</Code><Cash>1.00</Cash>{LINE * 3}<Note>n</Note>'
    '<x xmlns="urn:other"/></Order>'
)
Told = set[tuple[str, int, str]]
Edit = Callable[[etree._Element], None]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "order.xsd"
    path.write_text(XSD, "utf-8")
    return path


@pytest.fixture(scope="module")
def schema(file: Path) -> Schema:
    return Schema(file)


@pytest.fixture(scope="module")
def other(file: Path) -> xmlschema.XMLSchema10:
    return xmlschema.XMLSchema10(str(file))


def told(schema: Schema, root: etree._Element) -> Told:
    return {("/".join(found.path), found.index, found.trouble) for found in schema.violations(root)}


def order(text: str = ORDER) -> etree._Element:
    return etree.fromstring(text)


def at(root: etree._Element, path: str, number: int = 0) -> etree._Element:
    return root.findall("/".join(f"{{urn:o}}{step}" for step in path.split("/")))[number]


def gone(path: str, number: int = 0) -> Edit:
    def edit(root: etree._Element) -> None:
        found = at(root, path, number)
        parent_of(found).remove(found)

    return edit


def text(path: str, value: str, number: int = 0) -> Edit:
    return lambda root: setattr(at(root, path, number), "text", value)


def added(path: str, number: int = 0) -> Edit:
    """Something unknown before an element."""
    return lambda root: at(root, path, number).addprevious(etree.Element("{urn:o}Odd"))


EDITS: dict[tuple[str, int, str], Edit] = {
    ("Id", 0, "missing"): gone("Id"),
    ("Code", 0, "codes"): text("Code", "2"),
    ("Odd", 0, "unexpected"): added("Cash"),
    ("Cash", 0, "range"): text("Cash", "1.001"),
    ("Line/Name", 0, "missing"): gone("Line/Name"),
    ("Line/Name", 1, "length"): text("Line/Name", "x" * 10, 1),
    ("Line/Count", 0, "range"): text("Line/Count", "-1"),
    ("Line/Odd", 1, "unexpected"): added("Line/Count", 1),
    ("Line/Count", 2, "type"): text("Line/Count", "one", 2),
    ("Line/Day", 2, "type"): text("Line/Day", "2026-02-30", 2),
    ("Note", 0, "length"): text("Note", "x" * 10),
}
"""What is told, and what has to be done to an order for that; all of them together leave each other alone."""


def test_a_sound_message_has_none(schema: Schema) -> None:
    """The empty list is the promise that callers build on."""
    assert told(schema, order()) == set()


@given(st.sets(st.sampled_from(sorted(EDITS)), min_size=1))
def test_all_that_is_wrong_is_reported_at_once(schema: Schema, faults: Told) -> None:
    """However many of them, wherever they are: behind an element that does not belong there, too."""
    root = order()
    for fault in sorted(faults, key=lambda one: "missing" in one or "Odd" in one[0]):
        EDITS[fault](root)

    assert told(schema, root) == faults


@given(st.data())
def test_another_library_says_of_the_same_messages_that_they_are_wrong(
    schema: Schema, other: xmlschema.XMLSchema10, data: st.DataObject
) -> None:
    """Elements lost, doubled, moved and emptied at random; nothing is said to be missing that is there."""
    root = order()
    elements = list(root.iter("*"))[1:]
    for number in data.draw(st.lists(st.integers(0, len(elements) - 1), min_size=1, max_size=4, unique=True)):
        element = elements[number]
        parent = element.getparent()
        match data.draw(st.sampled_from(["lose", "double", "move", "empty", "rename"])):
            case "lose" if parent is not None:
                parent.remove(element)
            case "double":
                element.addnext(deepcopy(element))
            case "move" if parent is not None:
                parent.append(element)
            case "empty":
                element.text = None
            case _:
                element.tag = "{urn:o}Odd"
    found = told(schema, root)

    assert bool(found) == (not other.is_valid(root))
    for path, _, trouble in found:
        if trouble == "missing":
            assert any(is_lacking(root, *path.split("/"))), found


def is_lacking(root: etree._Element, *path: str) -> Iterator[bool]:
    """Of each parent whether it has no such child."""
    parents = root.findall("/".join(f"{{urn:o}}{step}" for step in path[:-1])) if path[1:] else [root]
    return (parent.find(f"{{urn:o}}{path[-1]}") is None for parent in parents)


def test_of_a_choice_without_any_all_are_reported(schema: Schema) -> None:
    """And what stands behind it is looked at."""
    root = order()
    gone("Cash")(root)
    text("Note", "x" * 10)(root)

    assert told(schema, root) == {("Cash", 0, "missing"), ("Card", 0, "missing"), ("Note", 0, "length")}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<Code>", "<Id>b</Id><Code>", {("Id", 1, "misplaced")}),
        ("<Note>", f"{LINE}<Note>", {("Line", 3, "misplaced")}),
        ("</Cash>", "</Cash><Card>c</Card>", {("Card", 0, "misplaced")}),
        ("<Id>a</Id><Code>1</Code>", "<Code>1</Code><Id>a</Id>", {("Code", 0, "misplaced")}),
        ("<Id>a", '<Id a="b">a', {("Id", 0, "other")}),
        ("<Order ", "<Odd ", {("", 0, "other")}),
        ("urn:other", "urn:another", {("x", 0, "unexpected")}),
    ],
)
def test_what_stands_too_often_or_elsewhere_is_named(schema: Schema, before: str, after: str, expected: Told) -> None:
    """One that is too much by its number."""
    text = ORDER.replace(before, after, 1).replace("</Order>", "</Odd>" if "<Odd" in after else "</Order>")

    assert told(schema, order(text)) == expected


def test_only_an_attachment_may_be_very_long(schema: Schema) -> None:
    """Said before the schema is asked, which writes every value that it refuses into its error."""
    file = "<File>" + "QUJD" * 10_000 + "</File>"
    note = "<Note>" + "x" * 20_001

    assert told(schema, order(ORDER.replace("<Note>", file + "<Note>"))) == set()
    assert told(schema, order(ORDER.replace("<Note>", file + note))) == {("Note", 0, "length")}


def test_no_more_is_reported_than_anybody_reads(schema: Schema) -> None:
    """A thousand elements that nobody knows are a hundred faults, whether they have one name or each its own."""
    for name in ("O", "O{}"):
        text = ORDER.replace("<Note>", "".join(f"<{name}/>".format(n) for n in range(1_000)) + "<Note>")

        assert len(told(schema, order(text))) == 100
