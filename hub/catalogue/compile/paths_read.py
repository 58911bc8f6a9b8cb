"""The paths that compiled mappings read, and the fields that their elements come from."""

from collections.abc import Iterator

from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.paths import field_path


def known_paths(nodes: tuple[Node, ...], prefix: str = "") -> Iterator[str]:
    """Every path that nodes read; `prefix` is the list that they stand in."""
    for node in nodes:
        inner = node.each or prefix
        if node.when is not None:
            yield field_path(prefix, node.when.path)
        if node.each is not None and node.source is not None:
            yield node.each
        elif node.source is not None and node.source.text:
            yield field_path(prefix, node.source.text)
        yield from known_paths(tuple(node.children.values()), inner if node.each else prefix)


def list_paths(nodes: tuple[Node, ...]) -> Iterator[str]:
    """The lists that nodes read with `each`."""
    for node in nodes:
        if node.each is not None:
            yield node.each
        yield from list_paths(tuple(node.children.values()))


def fields(
    nodes: tuple[Node, ...], path: tuple[str, ...] = (), prefix: str = ""
) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """By target path: the field that fills it, with `#` for an item's number, and the field's label."""
    for node in nodes:
        here = (*path, node.shape.name)
        inner = f"{node.each}[#]" if node.each else prefix
        if node.source is not None:
            yield here, (field_path(inner, node.source.text), node.shape.label)
        else:
            yield here, (node.each or "", node.shape.label)
        yield from fields(tuple(node.children.values()), here, inner)
