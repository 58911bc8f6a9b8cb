"""Mapping tables, compiled once: a form to a message, and a message back to named values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from lxml import etree

from hub.catalogue.converters import Converter, Unconvertible
from hub.catalogue.schemas import Shape, Trouble, Violation
from hub.catalogue.source import Where
from hub.errors import fault, rejected
from hub.model import Fault
from hub.xml.build import qualified

FAULT_LIMIT = 100
"""Faults told of one submission; more help nobody, and megabytes of junk must not make gigabytes of answers."""
NAME_LIMIT = 100
"""Characters of a sender's field name that are repeated to it."""
_TROUBLES: dict[Trouble, str] = {
    "missing": "HUB-201",
    "unexpected": "HUB-202",
    "form": "HUB-204",
    "length": "HUB-205",
    "codes": "HUB-206",
    "range": "HUB-207",
    "type": "HUB-204",
    "other": "HUB-209",
}


@dataclass(frozen=True)
class Source:
    """Where a value comes from: a dotted path in the form, `.` for the item of an `each`, or a constant."""

    text: str
    converter: Converter
    const: str | None
    default: str | None
    where: Where

    @cached_property
    def steps(self) -> tuple[str, ...]:
        return () if self.text == "." else tuple(self.text.split("."))

    def value(self, form: Any) -> Any:
        """The raw value; None when the form has none (a blank string is none)."""
        found = follow(form, self.steps)
        return None if is_blank(found) else found


@dataclass(frozen=True)
class Condition:
    """`when: path in a, b`."""

    path: str
    values: frozenset[str]
    where: Where

    @cached_property
    def steps(self) -> tuple[str, ...]:
        return tuple(self.path.split("."))

    def holds(self, form: Any) -> bool:
        value = follow(form, self.steps)
        return isinstance(value, str) and value.strip() in self.values


@dataclass
class Node:
    """One target element and how it is filled."""

    shape: Shape
    where: Where
    source: Source | None = None
    each: str | None = None
    when: Condition | None = None
    unsure: bool = False
    """Something here could not be read, so what is missing or exclusive cannot be told."""
    children: dict[str, "Node"] = field(default_factory=dict)
    """In the schema's order once compiled."""

    @cached_property
    def tag(self) -> str:
        return self.shape.tag

    @property
    def is_empty(self) -> bool:
        """Whether nothing says what it holds; its attributes alone do not."""
        return self.source is None and (not self.children or bool(self.shape.primitive)) and not self.unsure

    @cached_property
    def is_attribute(self) -> bool:
        return self.shape.name.startswith("@")


@dataclass(frozen=True)
class Step:
    """One line of a mapping as `hub explain` shows it."""

    target: str
    source: str
    converter: str
    value: str | None


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
            _fill(root, node, form, "", faults)
        if self.is_whole:
            faults.extend(islice(surplus(form.get("data"), "data", self), FAULT_LIMIT))
        return faults[:FAULT_LIMIT]

    def steps(self, form: Mapping[str, Any]) -> Iterator[Step]:
        """What each line would do."""
        for node in self.nodes:
            yield from _steps(node, form, "")

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


def is_blank(value: Any) -> bool:
    """True for what a form leaves empty: nothing, or a text of white space."""
    return value is None or (isinstance(value, str) and not value.strip())


def lookup(form: Any, path: str) -> Any:
    """The value at a dotted path, or None."""
    return follow(form, path.split("."))


def follow(form: Any, steps: Iterable[str]) -> Any:
    """The value that is some steps down in JSON objects, or None."""
    for step in steps:
        if not isinstance(form, dict):
            return None
        form = form.get(step)
    return form


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


def _fill(parent: etree._Element, node: Node, form: Any, prefix: str, faults: list[Fault]) -> None:
    if node.when is not None and not node.when.holds(form):
        return
    if node.each is not None:
        _each(parent, node, node.each, form, faults)
    else:
        _one(parent, node, form, prefix, faults)


def _each(parent: etree._Element, node: Node, path: str, form: Any, faults: list[Fault]) -> None:
    items = lookup(form, path)
    if not isinstance(items, list) or not items:
        code = "HUB-201" if is_blank(items) or items == [] else "HUB-203"
        if node.shape.required or code == "HUB-203":
            faults.append(_named(code, path, node.shape.label, expected_zh="列表", expected="a list"))
        return
    if node.shape.most is not None and len(items) > node.shape.most:
        faults.append(_named("HUB-205", path, node.shape.label))
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
        _fill(element, child, form, prefix, inner)
    optional = not node.shape.required and node.when is None and node.each is None
    if optional and len(element) == 0 and all(f.code == "HUB-201" for f in inner):
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
                if node.shape.required:
                    faults.append(_named("HUB-201", field_path(prefix, source.text), node.shape.label))
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
        _fill(element, child, form, prefix, faults)


def _steps(node: Node, form: Any, target: str) -> Iterator[Step]:
    here = f"{target}/{node.shape.name}".lstrip("/")
    if node.when is not None and not node.when.holds(form):
        yield Step(here, f"only when {node.when.path} is {' or '.join(sorted(node.when.values))}", "", None)
        return
    items = lookup(form, node.each) if node.each else [form]
    for number, item in enumerate(items if isinstance(items, list) else []):
        place = f"{here}[{number + 1}]" if node.each else here
        if node.source is not None:
            yield _step(node.source, item, place, f"{node.each}[{number}]" if node.each else "")
        for child in node.children.values():
            yield from _steps(child, item, place)


def _step(source: Source, form: Any, place: str, prefix: str) -> Step:
    if source.const is not None:
        return Step(place, "constant", "", source.const)
    raw = source.value(form)
    try:
        value = source.converter.to_wire(raw) if raw is not None else source.default
    except Unconvertible as error:
        value = f"({error.code})"
    return Step(place, field_path(prefix, source.text), source.converter.name, value)


def field_path(prefix: str, path: str) -> str:
    if path == ".":
        return prefix
    return f"{prefix}.{path}" if prefix else path


def _named(code: str, name: str, label: str, **more: object) -> Fault:
    return fault(code, name, label=label or name, name=name, **more)


@dataclass(frozen=True)
class Returned:
    """One value that a message brings: where it stands below the root."""

    path: str
    converter: Converter
    repeats: bool

    @cached_property
    def steps(self) -> str:
        """The path as lxml has it."""
        return qualified(self.path)


@dataclass(frozen=True)
class Returns:
    """The table that reads named values out of a party's message."""

    sources: Mapping[str, Returned]

    def read(self, root: etree._Element) -> dict[str, Any]:
        """The values that are there, as text (a list of texts where the element repeats).

        Raises Rejected (HUB-204) for what its schema admits and no converter reads, as the time 24:00:00.
        """
        values: dict[str, Any] = {}
        for name, source in self.sources.items():
            try:
                texts = [source.converter.from_wire(e.text or "") for e in root.iterfind(source.steps)]
            except Unconvertible as error:
                raise rejected("HUB-204", source.path, label=name, name=name) from error
            if texts:
                values[name] = texts if source.repeats else texts[0]
        return values
