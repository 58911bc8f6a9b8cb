"""Report where a value and the element that takes it disagree."""

from hub.catalogue.mapping.converters import Converter
from hub.catalogue.mapping.nodes import Node, Source
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Text

_FILES = {"Pdf": "pdf", "Image": "image"}
"""Simple types of xsd/common.xsd that say more than XSD can prove, and the converters that do prove it."""


def prove_constant(shape: Shape, text: Text, problems: Problems) -> None:
    """Report a text of the mapping itself that the element does not admit."""
    if shape.children:
        problems.add(text.where, f"{shape.name} holds elements, not a value")
    elif not shape.admits(text):
        problems.add(text.where, f"{shape.name} does not admit “{text}”")


def prove_fit(shape: Shape, converter: Converter, where: Where, problems: Problems) -> None:
    """Report a converter whose texts the element does not admit."""
    codes = converter.codes
    if shape.children:
        problems.add(where, f"{shape.name} holds elements, not a value")
    elif not shape.primitives & converter.primitives:
        problems.add(where, f"{shape.name} is {shape.primitive}; “{converter.name}” does not make that")
    elif codes is not None and not codes.from_wire:
        return  # a list that could not be read is told of once
    elif codes is not None and set(codes.from_wire) != shape.codes:
        odd = ", ".join(sorted(set(codes.from_wire) ^ shape.codes)) if shape.codes else "any value"
        problems.add(where, f"{shape.name} and code list {codes.name} disagree on: {odd}")
    elif codes is None and shape.codes and converter.name == "text":
        problems.add(where, f"{shape.name} admits listed codes only; map it with a code list")


def prove_file(shape: Shape, converter: Converter, where: Where, problems: Problems) -> None:
    """Report a file of a named type whose converter does not prove that it is one."""
    if shape.children or not shape.primitives & converter.primitives or not converter.is_file:
        return
    if converter.name != (word := _FILES.get(shape.facets.type, converter.name)):
        problems.add(where, f"{shape.name} is of the type {shape.facets.type}: map it with “{word}”")


def takes_all(target: Shape, source: Source, shape: Shape) -> bool:
    """Whether every code of the element that is read is one of the target's, so that no code list is needed."""
    return source.converter.name == "text" and bool(shape.codes) and shape.codes <= target.codes


def prove_readable(shape: Shape, source: Source, problems: Problems, *, through_lists: bool) -> None:
    """Report a source that cannot read the element of a message which its path leads to."""
    counts, codes = source.converter.name == "count", source.converter.codes
    if counts != shape.repeats and not through_lists and source.text != ".":
        wants = "repeats: read it with “each”" if shape.repeats else "does not repeat"
        problems.add(source.where, f"{shape.name} {wants}")
    elif shape.children and not counts:
        problems.add(source.where, f"{shape.name} holds elements, not a value")
    elif codes is not None and shape.codes and set(codes.to_wire) != shape.codes:
        odd = ", ".join(sorted(set(codes.to_wire) ^ shape.codes))
        problems.add(source.where, f"{shape.name} and code list {codes.name} disagree on: {odd}")


def complete(node: Node, problems: Problems, skip: tuple[str, ...] = ()) -> None:
    """Report what the schema demands and nothing maps, and put children in the schema's order."""
    parts = (*node.shape.attributes, *node.shape.children)
    for shape in parts:
        if shape.name in skip:
            continue
        child = node.children.get(shape.name)
        if child is None and shape.required and not node.unsure:
            problems.add(node.where, f"mandatory element {node.shape.name}/{shape.name} is not mapped")
        elif child is not None and shape.required and child.when is not None:
            problems.add(child.when.where, f"mandatory element {shape.name} is mapped only at times")
        elif child is not None and child.is_empty:
            problems.add(child.where, f"{shape.name} is mapped to nothing")
    order = [shape.name for shape in parts]
    node.children = dict(sorted(node.children.items(), key=lambda item: order.index(item[0])))
    for child in node.children.values():
        if (child.source is None or child.shape.attributes) and not (child.unsure and not child.children):
            complete(child, problems)
