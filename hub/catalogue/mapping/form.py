"""Outbound: fill a message from a form, and translate a schema's complaints to the form's fields."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from lxml import etree

from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.filling import FAULT_LIMIT, fill_node
from hub.catalogue.mapping.lost import Names, out_of_place, surplus
from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.paths import field_path
from hub.catalogue.mapping.schemas import Trouble, Violation
from hub.catalogue.mapping.steps import Step, steps_of
from hub.errors import Code, fault
from hub.model import Fault

_TROUBLES: dict[Trouble, Code] = {
    "missing": Code.VALUE_MISSING,
    "unexpected": Code.UNKNOWN_FIELD,
    "misplaced": Code.MISPLACED,
    "form": Code.WRONG_FORMAT,
    "length": Code.WRONG_LENGTH,
    "codes": Code.NOT_IN_CODE_LIST,
    "range": Code.OUT_OF_RANGE,
    "type": Code.WRONG_FORMAT,
    "other": Code.SCHEMA_VIOLATED,
}


@dataclass(frozen=True)
class Form:
    """The table that converts a portal's form to a message's body."""

    nodes: tuple[Node, ...]
    known: frozenset[str]
    """Every path in the form that some line reads."""
    lists: frozenset[str]
    """The paths among them that hold a list."""
    fields: Mapping[tuple[str, ...], tuple[str, str]]
    """By target path: the portal's field and its label; `#` stands for an item's number."""
    is_whole: bool = True
    """Whether a field that no line reads is a fault, because it would be lost."""

    @cached_property
    def names(self) -> Names:
        return Names(self.known, self.lists)

    @cached_property
    def is_conditional(self) -> bool:
        """Whether some line has a condition."""
        return any(map(_has_condition, self.nodes))

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, str]]:
        """By the portal's field, with `#` for an item's number: its Chinese and English labels; empty for none.

        Of several elements that one field fills, the first counts.
        """
        return dict(reversed(list(_labelled(self.nodes, ""))))

    @cached_property
    def lists_of_codes(self) -> Mapping[str, CodeList]:
        """By path: the code lists of the fields that take codes, also of lists of codes."""
        return dict(_coded(self.nodes))

    def fill(self, root: etree._Element, form: Mapping[str, Any]) -> list[Fault]:
        """Add the body's elements to a message; return what is wrong in the form's own names, up to a limit."""
        faults: list[Fault] = []
        for node in self.nodes:
            fill_node(root, node, form, "", faults)
        if self.is_whole:
            if self.is_conditional:
                faults.extend(out_of_place(self.nodes, form, {f.field for f in faults}))
            faults.extend(islice(surplus(form.get("data"), ("data",), self.names, "data"), FAULT_LIMIT))
        return faults[:FAULT_LIMIT]

    def steps(self, form: Mapping[str, Any]) -> Iterator[Step]:
        """What each line does with a form."""
        for node in self.nodes:
            yield from steps_of(node, form)

    def fault(self, violation: Violation) -> Fault:
        """A schema's complaint in the form's own names."""
        return translate(violation, self.fields)


def translate(violation: Violation, fields: Mapping[tuple[str, ...], tuple[str, str]]) -> Fault:
    """A schema's complaint in the sender's names; the element's own path where the table has none."""
    path = "/".join(violation.path)
    name, label = fields.get(violation.path, (path, ""))
    name = name.replace("#", str(violation.index))
    return fault(
        _TROUBLES[violation.trouble],
        name,
        label=label or name or "报文",
        name=name or "the message",
        codes=label or name,
    )


def _coded(nodes: Iterable[Node]) -> Iterator[tuple[str, CodeList]]:
    for node in nodes:
        if node.source is not None and node.source.converter.codes is not None:
            yield field_path(node.each or "", node.source.text), node.source.converter.codes
        yield from _coded(node.children.values() if node.each is None else ())


def _labelled(nodes: Iterable[Node], prefix: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in nodes:
        inner = f"{node.each}[#]" if node.each else prefix
        if node.source is not None and node.source.text:
            yield field_path(inner, node.source.text), (node.shape.label, node.shape.label_en)
        yield from _labelled(node.children.values(), inner)


def _has_condition(node: Node) -> bool:
    return node.when is not None or any(map(_has_condition, node.children.values()))
