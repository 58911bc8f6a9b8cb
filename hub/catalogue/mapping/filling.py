"""Fill a message's elements from a form, and report values that cannot be filled by the form's own names."""

from typing import Any

from lxml import etree

from hub.catalogue.mapping.converters import Unconvertible
from hub.catalogue.mapping.nodes import Node, Source
from hub.catalogue.mapping.paths import every, field_path, is_blank, lookup
from hub.errors import Code, fault
from hub.model import Fault
from hub.text.bilingual import Bilingual

FAULT_LIMIT = 100
"""Faults reported for one submission. More help nobody, and a large submission must not cause a huge answer."""


def fill_node(parent: etree._Element, node: Node, form: Any, prefix: str, faults: list[Fault]) -> None:
    """Add what a node makes of a form to `parent`, and its faults to `faults`.

    `prefix` is the path of the list item.
    """
    if node.when is not None and not node.when.holds(form):
        return
    if node.each is not None:
        _each(parent, node, node.each, form, faults)
    else:
        _one(parent, node, form, prefix, faults)


def _each(parent: etree._Element, node: Node, path: str, form: Any, faults: list[Fault]) -> None:
    items = list(every(form, path.split("."))) if node.is_deep else lookup(form, path)
    if not isinstance(items, list) or not items:
        is_empty = is_blank(items) or items == []
        if node.shape.required or not is_empty:
            code = Code.VALUE_MISSING if is_empty else Code.WRONG_KIND_OF_VALUE
            faults.append(_named(code, path, node.shape.label, expected=Bilingual("列表", "a list")))
        return
    if node.shape.most is not None and len(items) > node.shape.most:
        faults.append(_named(Code.WRONG_LENGTH, path, node.shape.label))
        return
    for number, item in enumerate(items):
        _one(parent, node, item, f"{path}[{number}]", faults)
        if len(faults) > FAULT_LIMIT:
            return


def _one(parent: etree._Element, node: Node, form: Any, prefix: str, faults: list[Fault]) -> None:
    if node.source is not None:
        _leaf(parent, node, node.source, (form, prefix), faults)
        return
    element = etree.SubElement(parent, node.tag)
    inner: list[Fault] = []
    for child in node.children.values():
        fill_node(element, child, form, prefix, inner)
    left_out = all(Code(f.code).is_missing_value for f in inner) if node.when is None else not inner
    if not node.shape.required and node.each is None and len(element) == 0 and left_out:
        parent.remove(element)
        return
    faults.extend(inner)


def _leaf(parent: etree._Element, node: Node, source: Source, scope: tuple[Any, str], faults: list[Fault]) -> None:
    form, prefix = scope
    text = source.const
    if text is None:
        try:
            raw = source.value(form)
            if raw is None and source.default is None:
                if node.shape.required or source.is_item:
                    faults.append(_named(Code.VALUE_MISSING, field_path(prefix, source.text), node.shape.label))
                return
            text = source.converter.to_wire(raw) if raw is not None else source.default
        except Unconvertible as error:
            faults.append(_named(error.code, field_path(prefix, source.text), node.shape.label, **error.names))
            return
    if not text:
        return
    if node.is_attribute:
        parent.set(node.tag, text)
        return
    element = etree.SubElement(parent, node.tag)
    element.text = text
    for child in node.children.values():  # its attributes
        fill_node(element, child, form, prefix, faults)


def _named(code: Code, name: str, label: str, **more: object) -> Fault:
    return fault(code, name, label=label or name, name=name, **more)
