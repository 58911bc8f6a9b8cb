"""The lines of a mapping, seen from the form: which fields there are, and when each is needed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hub.catalogue import AS_OURS, Condition, Node, Values


@dataclass(frozen=True)
class Together:
    """An element that may be left out: of the fields that fill it none is needed until one is given."""

    paths: tuple[tuple[str, ...], ...]


Guard = Condition | Together


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a form that a line of a mapping reads."""

    steps: tuple[str, ...]
    """Its path, within an item where it stands in a list; none for the item itself."""
    node: Node
    target: str
    """Path of the element that it fills."""
    guards: tuple[Guard, ...] = ()
    """All of them must hold before it is needed, and conditions before it is looked at."""
    items: tuple["Field", ...] = ()
    """Of a list: the fields of each item."""
    values: Values = AS_OURS
    """How the portal writes its codes."""

    @property
    def is_list(self) -> bool:
        return self.node.each is not None

    @property
    def is_needed(self) -> bool:
        """When its guards hold."""
        return self.node.shape.required and (self.is_list or self.node.source is None or not self.node.source.default)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(guard for guard in self.guards if isinstance(guard, Condition))


def fields_of(nodes: Iterable[Node], above: str = "") -> Iterator[Field]:
    """Every field, in the order of the elements that they fill; constants are none."""
    for node in nodes:
        target = f"{above}/{node.shape.name}".lstrip("/")
        found = tuple(_unguarded(node, target))
        guard: Guard | None = node.when
        if guard is None and _may_be_empty(node):
            guard = Together(tuple(dict.fromkeys(field.steps for field in found)))
        yield from (replace(f, guards=(guard, *f.guards)) if guard is not None else f for f in found)


def _unguarded(node: Node, target: str) -> Iterator[Field]:
    if node.each is not None:
        steps, inside = tuple(node.each.split(".")), (_leaf(node, target), *fields_of(node.children.values(), target))
        yield Field(steps=steps, node=node, target=target, items=tuple(field for field in inside if field is not None))
    elif (leaf := _leaf(node, target)) is not None:
        yield leaf
    else:
        yield from fields_of(node.children.values(), target)


def _leaf(node: Node, target: str) -> Field | None:
    if node.source is None or node.source.const is not None:
        return None
    return Field(steps=node.source.steps, node=replace(node, each=None, when=None), target=target)


def _may_be_empty(node: Node) -> bool:
    """Whether the mapping leaves the element out when none of its fields is given."""
    return bool(node.children) and node.each is None and not node.shape.required and not _is_always_filled(node)


def _is_always_filled(node: Node) -> bool:
    source = node.source
    if source is not None:
        return source.const is not None or source.default is not None
    return any(child.when is None and _is_always_filled(child) for child in node.children.values())
