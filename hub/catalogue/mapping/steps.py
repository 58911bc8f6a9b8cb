"""A mapping line by line, for `hub explain`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hub.catalogue.mapping.converters import Unconvertible
from hub.catalogue.mapping.nodes import Node, Source
from hub.catalogue.mapping.paths import field_path, lookup
from hub.text.bilingual import Bilingual


@dataclass(frozen=True)
class Step:
    """One line of a mapping for `hub explain`."""

    target: str
    source: Bilingual
    converter: str
    value: str | None


def steps_of(node: Node, form: Any, target: str = "", prefix: str = "") -> Iterator[Step]:
    """The steps of a node for a form, and of the nodes inside it.

    `target` is the place of the node, `prefix` the path of the list item that the form is.
    """
    here = f"{target}/{node.shape.name}".lstrip("/")
    if node.when is not None and not node.when.holds(form):
        path, values = node.when.path, sorted(node.when.values)
        only = Bilingual(f"仅当 {path} 为 {' 或 '.join(values)} 时", f"only when {path} is {' or '.join(values)}")
        yield Step(here, only, "", None)
        return
    items = lookup(form, node.each) if node.each else [form]
    for number, item in enumerate(items if isinstance(items, list) else []):
        place = f"{here}[{number + 1}]" if node.each else here
        inside = f"{node.each}[{number}]" if node.each else prefix
        if node.source is not None:
            yield _step(node.source, item, place, inside)
        for child in node.children.values():
            yield from steps_of(child, item, place, inside)


def _step(source: Source, form: Any, place: str, prefix: str) -> Step:
    if source.const is not None:
        return Step(place, Bilingual("常量", "constant"), "", source.const)
    raw = source.value(form)
    try:
        value = source.converter.to_wire(raw) if raw is not None else source.default
    except Unconvertible as error:
        value = f"({error.code})"
    path = field_path(prefix, source.text)
    return Step(place, Bilingual.same(path), source.converter.name, value)
