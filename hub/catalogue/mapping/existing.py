"""Read a mapping backwards: the form of a document that was there before the hub, from the elements that it fills."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from lxml import etree

from hub.catalogue.mapping.converters import Converter, Unconvertible
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.words.places import Places
from hub.errors import Code, fault
from hub.model import Fault

BODY: Final = "Form"
"""The element of such a message that holds elements of the document's own message."""
VALUES: Final = "Result"
"""The element that holds what the document's parties have answered."""
_ITEM: Final = re.compile(r"\[\d+\]")


@dataclass(frozen=True, kw_only=True)
class Existing:
    """`existing:` the message in which a party announces such a document, and how it is read."""

    element: str
    form: Form
    """The lines of the route's mapping whose elements the message has."""
    returns: Returns
    """The values of the route's answers that the message has."""
    places: Places = field(compare=False, repr=False)

    def read(self, root: etree._Element) -> dict[str, Any]:
        """The form that the mapping would write so. A value that its converter cannot read stays as it is written."""
        form: dict[str, Any] = {}
        for node in self.form.nodes:
            _read(node, root, form)
        return form

    def faults(self, form: Mapping[str, Any]) -> list[Fault]:
        """What the mapping refuses in such a form, each fault at the party's own element."""
        found = self.form.fill(etree.Element(BODY), form)
        return [self._at_its_element(one) for one in found]

    def _at_its_element(self, found: Fault) -> Fault:
        place = self.place_of(found.field)
        return fault(Code(found.code), place, **{**(found.names or {}), "name": place})

    def place_of(self, path: str) -> str:
        """The element that holds a field of the form; the field itself if the message has none."""
        named = _ITEM.sub("[#]", path)
        return self._elements.get(named) or self._elements.get(f"{named}[#]") or path

    @cached_property
    def _elements(self) -> Mapping[str, str]:
        """By field: its element."""
        return {name: "/".join(path) for path, (name, _) in self.form.fields.items() if name}


def _read(node: Node, parent: etree._Element, form: dict[str, Any]) -> None:
    """Add to a form what its node made of it."""
    found = parent.findall(node.tag)
    if node.each is not None:
        if found:
            _put(form, node.each.split("."), [_item(node, element) for element in found])
        return
    for element in found[:1]:
        if node.source is not None:
            _put(form, node.source.text.split("."), _value(node.source.converter, element))
        for child in node.children.values():
            _read(child, element, form)


def _item(node: Node, element: etree._Element) -> Any:
    """An item of a list: a value, or an object."""
    if node.source is not None:
        return _value(node.source.converter, element)
    item: dict[str, Any] = {}
    for child in node.children.values():
        _read(child, element, item)
    return item


def _value(converter: Converter, element: etree._Element) -> Any:
    """The value as a form has it."""
    text = element.text or ""
    if "boolean" in converter.primitives:
        return text.strip() in ("true", "1")
    try:
        return converter.from_wire(text)
    except Unconvertible:  # the mapping refuses it, with the reason
        return text


def _put(form: dict[str, Any], steps: list[str], value: Any) -> None:
    *above, name = steps
    for step in above:
        form = form.setdefault(step, {})
    form[name] = value
