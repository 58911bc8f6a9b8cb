"""What the mapping of a dialect reads of our message, by our own paths."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from hub.catalogue.mapping.converters import PLAIN, Converter
from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.paths import field_path
from hub.catalogue.mapping.values import WHOLE


class Read(NamedTuple):
    """One element of the party's form, and the value of our message that it is read from."""

    path: str
    node: Node

    @property
    def converter(self) -> Converter:
        return self.node.source.converter if self.node.source is not None else PLAIN["text"]


def reads(nodes: Iterable[Node], prefix: str = "") -> Iterator[Read]:
    """Each element that reads a value of our message, or a list of them, with the path from our root."""
    for node in nodes:
        each = node.each or prefix
        if node.each is not None:
            yield Read(node.each, replace(node, source=None))
        if node.source is not None and node.source.const is None:
            first, _, rest = node.source.text.partition(".")
            is_of_whole = bool(prefix or node.each) and first == WHOLE
            yield Read(rest if is_of_whole else field_path(each, node.source.text), node)
        yield from reads(node.children.values(), each)
