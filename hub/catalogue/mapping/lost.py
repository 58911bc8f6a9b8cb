"""Fields of a form that a message would lose: no line reads them, or no line whose condition holds."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hub.catalogue.mapping.nodes import Condition, Node
from hub.catalogue.mapping.paths import below, field_path, is_blank, lookup, steps_of_path
from hub.errors import Code, fault
from hub.model import Fault
from hub.text.bilingual import Bilingual

Steps = tuple[str, ...]


@dataclass(frozen=True)
class Names:
    """The paths that a mapping reads, as steps. A name with a dot in it is one step."""

    known: Collection[str]
    """Every path in the form that some line reads."""
    lists: Collection[str]
    """Those of them that hold a list."""

    @cached_property
    def read(self) -> frozenset[Steps]:
        return frozenset(map(steps_of_path, self.known))

    @cached_property
    def read_as_list(self) -> frozenset[Steps]:
        return frozenset(map(steps_of_path, self.lists))

    @cached_property
    def within(self) -> frozenset[Steps]:
        """The paths that some line reads, and the objects on the way to them."""
        return frozenset(steps[:end] for steps in self.read for end in range(1, len(steps) + 1))

    @cached_property
    def holding_items(self) -> frozenset[Steps]:
        """The lists of objects in which lines read a field."""
        return frozenset(steps for steps in self.read_as_list if any(self._inside(steps)))

    @cached_property
    def taken_whole(self) -> dict[Steps, set[str]]:
        """By the steps to an object: the names in it whose values a line takes, whatever they are."""
        taken: dict[Steps, set[str]] = {}
        for steps in self.read - self.read_as_list:
            taken.setdefault(steps[:-1], set()).add(steps[-1])
        return taken

    def _inside(self, steps: Steps) -> Iterator[Steps]:
        return (other for other in self.read if len(other) > len(steps) and other[: len(steps)] == steps)


def surplus(value: Any, steps: Steps, names: Names, shown: str) -> Iterator[Fault]:
    """Fields that no line of the mapping reads, and lists or values where an object must be."""
    if is_blank(value) or (steps in names.read and steps not in names.read_as_list):
        return
    if steps not in names.within:
        yield fault(Code.UNKNOWN_FIELD, shown)
    elif steps not in names.read_as_list:
        yield from _surplus_inside(value, steps, names, shown)
    elif isinstance(value, list) and (steps not in names.read or steps in names.holding_items):
        for number, item in enumerate(value):
            yield from _surplus_inside(item, steps, names, f"{shown}[{number}]")


def _surplus_inside(value: Any, steps: Steps, names: Names, shown: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield fault(Code.WRONG_KIND_OF_VALUE, shown, label=shown, name=shown, expected=Bilingual("对象", "an object"))
        return
    taken = names.taken_whole.get(steps, ())
    for name, inner in value.items():
        if name not in taken:
            yield from surplus(inner, (*steps, name), names, below(shown, name))


@dataclass
class _Look:
    """What one look at a form finds."""

    read: set[str] = field(default_factory=set)
    idle: dict[str, Condition] = field(default_factory=dict)
    """By the path of a field that is given: the condition of a line that would read it."""


def out_of_place(nodes: Iterable[Node], form: Any, wrong: Collection[str]) -> Iterator[Fault]:
    """Fields that are given although the conditions of all lines that read them do not hold (HUB-214).

    Where a condition's own field is missing or `wrong`, nothing is said: it is not known what was meant.
    """
    look = _Look()
    for node in nodes:
        _look(node, form, "", look)
    for path, condition in look.idle.items():
        if path not in look.read and condition.path not in wrong and path.startswith("data."):
            values = " | ".join(sorted(condition.values))
            yield fault(Code.FIELD_NOT_ALLOWED_HERE, path, condition=f"{condition.path} = {values}")


def _look(node: Node, form: Any, prefix: str, look: _Look) -> None:
    if node.when is not None:
        look.read.add(field_path(prefix, node.when.path))
        if not node.when.holds(form):
            if not is_blank(lookup(form, node.when.path)):
                look.idle.update((path, node.when) for path in _given(node, form, prefix))
            return
    if node.each is not None:
        items = lookup(form, node.each)
        for number, item in enumerate(items if isinstance(items, list) else ()):
            _look_inside(node, item, f"{node.each}[{number}]", look)
        look.read.add(node.each)
    else:
        _look_inside(node, form, prefix, look)


def _look_inside(node: Node, form: Any, prefix: str, look: _Look) -> None:
    if node.source is not None:
        look.read.add(field_path(prefix, node.source.text))
    for child in node.children.values():
        _look(child, form, prefix, look)


def _given(node: Node, form: Any, prefix: str) -> Iterator[str]:
    """The fields that a node would read, and that say something."""
    if node.each is not None:
        if lookup(form, node.each):
            yield node.each
        return
    if node.source is not None and node.source.const is None and node.source.value(form) is not None:
        yield field_path(prefix, node.source.text)
    for child in node.children.values():
        yield from _given(child, form, prefix)
