"""The way out: a form to a message, and a schema's complaints back to the form's fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from lxml import etree

from hub.catalogue.mapping.filling import FAULT_LIMIT, fill_node
from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.paths import is_blank
from hub.catalogue.mapping.steps import Step, steps_of
from hub.catalogue.schemas import Trouble, Violation
from hub.errors import fault
from hub.model import Fault

NAME_LIMIT = 100
"""Characters of a sender's field name that are repeated to it."""
_TROUBLES: dict[Trouble, str] = {
    "missing": "HUB-201",
    "unexpected": "HUB-202",
    "misplaced": "HUB-211",
    "form": "HUB-204",
    "length": "HUB-205",
    "codes": "HUB-206",
    "range": "HUB-207",
    "type": "HUB-204",
    "other": "HUB-209",
}


@dataclass(frozen=True)
class Form:
    """The table that turns a portal's form into a message's body."""

    nodes: tuple[Node, ...]
    known: frozenset[str]
    """Every path in the form that some line reads."""
    lists: frozenset[str]
    """Those of them that hold a list."""
    fields: Mapping[tuple[str, ...], tuple[str, str]]
    """By target path: the portal's field and its label; `#` stands for an item's number."""
    is_whole: bool = True
    """Whether a field that no line reads is a fault: it would be lost."""

    @cached_property
    def within(self) -> frozenset[str]:
        """Every path that some line reads, and those of the objects on its way."""
        return frozenset(path[:end] for path in self.known for end in _ends(path))

    @cached_property
    def taken_whole(self) -> Mapping[str, frozenset[str]]:
        """By the path of an object: the names in it whose values are some line's, whatever they are."""
        taken: dict[str, set[str]] = {}
        for path in self.known - self.lists:
            parent, _, name = path.rpartition(".")
            taken.setdefault(parent, set()).add(name)
        return {parent: frozenset(names) for parent, names in taken.items()}

    def fill(self, root: etree._Element, form: Mapping[str, Any]) -> list[Fault]:
        """Add the body's elements to a message; return what is wrong in the form's own names, up to a limit."""
        faults: list[Fault] = []
        for node in self.nodes:
            fill_node(root, node, form, "", faults)
        if self.is_whole:
            faults.extend(islice(surplus(form.get("data"), "data", self), FAULT_LIMIT))
        return faults[:FAULT_LIMIT]

    def steps(self, form: Mapping[str, Any]) -> Iterator[Step]:
        """What each line would do."""
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


def surplus(value: Any, path: str, form: Form, shown: str = "") -> Iterator[Fault]:
    """Fields that no line of the mapping reads, and lists or values where an object must be."""
    shown = shown or path
    if is_blank(value) or (path in form.known and path not in form.lists):
        return
    if path not in form.within:
        yield fault("HUB-202", shown)
    elif path in form.lists and isinstance(value, list):
        inside = path in form.known and not any(k.startswith(path + ".") for k in form.known)
        for number, item in enumerate(() if inside else value):
            yield from _surplus_inside(item, path, form, f"{shown}[{number}]")
    elif path not in form.lists:
        yield from _surplus_inside(value, path, form, shown)


def _surplus_inside(value: Any, path: str, form: Form, shown: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield fault("HUB-203", shown, label=shown, name=shown, expected_zh="对象", expected="an object")
        return
    taken = form.taken_whole.get(path, ())
    for name, inner in value.items():
        if name not in taken:
            yield from surplus(inner, f"{path}.{name}", form, f"{shown}.{name[:NAME_LIMIT]}")


def _ends(path: str) -> Iterator[int]:
    """Where a dotted path may be cut, its whole length included."""
    yield from (position for position, character in enumerate(path) if character == ".")
    yield len(path)
