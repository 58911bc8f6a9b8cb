"""The simple types of `codes.xsd`: one for each code list, which schemas name instead of listing codes."""

import re
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.schemas import CODES, UNLISTED
from hub.xml.build import NAMESPACE

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMES = re.compile(r"[\w.:-]+")
_OWN = re.compile(r"<\w+:simpleType\s[^>]*?\bname\s*=\s*[\"']([\w.-]+)")


class CodeTypes:
    """The types of the code lists that a folder of schemas uses. A schema that has a type of that name keeps it."""

    def __init__(self, lists: Iterable[CodeList], schemas: Iterable[Path]) -> None:
        texts = [text for path in schemas if path.suffix == ".xsd" and NAMESPACE in (text := _text(path))]
        self.named = {name.rpartition(":")[2] for text in texts for name in _NAMES.findall(text)}
        """Every name in the schemas, those of types among them."""
        own = {name for text in texts for name in _OWN.findall(text)}
        self._lists = [one for one in lists if one.type_name in self.named - own]
        self.values = {one.type_name: frozenset(one.from_wire) for one in self._lists}
        """The wire values of each type."""

    def write(self, folder: Path) -> None:
        """Write the types where the other schemas include them, and once more without their values.

        The library that describes schemas takes seconds for thousands of values, and the hub knows them anyway.
        """
        (folder / CODES).write_bytes(code_types(self._lists, is_labelled=False))
        (folder / UNLISTED).write_bytes(code_types([CodeList(one.name, {}, {}, {}) for one in self._lists]))


def code_types(lists: Iterable[CodeList], *, is_labelled: bool = True) -> bytes:
    """The bytes of `codes.xsd`, a line for each value; labels are for its readers, and the hub does without them."""
    root = etree.Element(f"{_XSD}schema", {"targetNamespace": NAMESPACE, "version": "1"}, nsmap={"xs": _XSD[1:-1]})
    for codes in lists:
        type_ = etree.SubElement(root, f"{_XSD}simpleType", name=codes.type_name)
        values = etree.SubElement(type_, f"{_XSD}restriction", base="xs:string")
        for wire, code in codes.from_wire.items():
            value = etree.SubElement(values, f"{_XSD}enumeration", value=wire)
            if is_labelled:
                _label(value, codes, code)
        _in_lines(values, 4)
        _in_lines(type_, 2)
    _in_lines(root, 0)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _label(value: etree._Element, codes: CodeList, code: str) -> None:
    annotation = etree.SubElement(value, f"{_XSD}annotation")
    for language, labels in (("zh", codes.labels), ("en", codes.labels_en)):
        etree.SubElement(annotation, f"{_XSD}documentation", {_LANGUAGE: language}).text = labels[code]


def _in_lines(parent: etree._Element, depth: int) -> None:
    """Put each child on a line of its own."""
    children = list(parent)
    for child in children:
        child.tail = "\n" + " " * (depth + 2)
    if children:
        children[-1].tail = "\n" + " " * depth
    parent.text = "\n" + " " * (depth + 2) if children else None


def _text(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")
