"""Report where a value and the element that takes it disagree."""

from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.converters import Converter
from hub.catalogue.mapping.nodes import Node, Source
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.mapping.writable import unwritable
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import does_not_repeat, repeats
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual, listed

_FILES = {"Pdf": "pdf", "Image": "image"}
"""Simple types of xsd/common.xsd that say more than XSD can prove, and the converters that do prove it."""
_ANY_VALUE = Bilingual("元素接受任意值", "any value")


def prove_constant(shape: Shape, text: Text, problems: Problems) -> None:
    """Report a text of the mapping itself that the element does not admit."""
    if shape.children:
        problems.add(text.where, _holds_elements(shape))
    elif not shape.admits(text):
        problems.add(text.where, Bilingual(f"{shape.name} 不接受“{text}”", f"{shape.name} does not admit “{text}”"))


def prove_fit(shape: Shape, converter: Converter, where: Where, problems: Problems) -> None:
    """Report a converter whose texts the element does not admit."""
    codes = converter.codes
    if shape.children:
        problems.add(where, _holds_elements(shape))
    elif not shape.primitive:
        text = Bilingual(f"{shape.name} 的架构不含任何内容", f"the schema has nothing inside {shape.name}")
        problems.add(where, text)
    elif not shape.primitives & converter.primitives:
        text = Bilingual(
            f"{shape.name} 的类型是 {shape.primitive}：转换器“{converter.name}”不产生这种类型",
            f"{shape.name} is {shape.primitive}; “{converter.name}” does not make that",
        )
        problems.add(where, text)
    elif codes is not None and not codes.from_wire:
        return  # a list that could not be read is told of once
    elif codes is not None and set(codes.from_wire) != shape.codes:
        odd = listed(sorted(set(codes.from_wire) ^ shape.codes)) if shape.codes else _ANY_VALUE
        problems.add(where, _disagree(shape, codes, odd))
    elif codes is None and shape.codes and converter.name == "text":
        text = Bilingual(
            f"{shape.name} 只接受所列代码：请用代码表映射",
            f"{shape.name} admits listed codes only; map it with a code list",
        )
        problems.add(where, text)
    elif (written := unwritable(shape, converter)) is not None:
        text = Bilingual(
            f"{shape.name} 不接受转换器“{converter.name}”所写的任何值，如“{written}”：请改正架构中的类型",
            f"{shape.name} admits nothing that “{converter.name}” writes, such as “{written}”: "
            "mend its type in the schema",
        )
        problems.add(where, text)


def prove_file(shape: Shape, converter: Converter, where: Where, problems: Problems) -> None:
    """Report a file of a named type whose converter does not prove that it is one."""
    if shape.children or not shape.primitives & converter.primitives or not converter.is_file:
        return
    kind = shape.facets.type
    if converter.name != (word := _FILES.get(kind, converter.name)):
        text = Bilingual(
            f"{shape.name} 的类型是 {kind}：请用“{word}”映射",
            f"{shape.name} is of the type {kind}: map it with “{word}”",
        )
        problems.add(where, text)


def takes_all(target: Shape, source: Source, shape: Shape) -> bool:
    """Whether every code of the element that is read is one of the target's, so that no code list is needed."""
    return source.converter.name == "text" and bool(shape.codes) and shape.codes <= target.codes


def prove_readable(shape: Shape, source: Source, problems: Problems, *, through_lists: bool) -> None:
    """Report a source that cannot read the element of a message which its path leads to."""
    counts, codes = source.converter.name == "count", source.converter.codes
    if counts != shape.repeats and not through_lists and source.text != ".":
        text = repeats(shape.name) if shape.repeats else does_not_repeat(shape.name)
        problems.add(source.where, text)
    elif shape.children and not counts:
        problems.add(source.where, _holds_elements(shape))
    elif codes is not None and shape.codes and set(codes.to_wire) != shape.codes:
        odd = listed(sorted(set(codes.to_wire) ^ shape.codes))
        problems.add(source.where, _disagree(shape, codes, odd))


def _holds_elements(shape: Shape) -> Bilingual:
    return Bilingual(f"{shape.name} 只含子元素，不含值", f"{shape.name} holds elements, not a value")


def _disagree(shape: Shape, codes: CodeList, odd: Bilingual) -> Bilingual:
    return Bilingual(
        f"{shape.name} 与代码表 {codes.name} 不一致：{odd.zh}",
        f"{shape.name} and code list {codes.name} disagree on: {odd.en}",
    )


def complete(node: Node, problems: Problems, skip: tuple[str, ...] = ()) -> None:
    """Report what the schema demands and nothing maps, and put children in the schema's order."""
    parts = (*node.shape.attributes, *node.shape.children)
    for shape in parts:
        if shape.name in skip:
            continue
        child, name = node.children.get(shape.name), shape.name
        if child is None and shape.required and not node.unsure:
            path = f"{node.shape.name}/{name}"
            problems.add(node.where, Bilingual(f"必填元素 {path} 没有映射", f"mandatory element {path} is not mapped"))
        elif child is not None and shape.required and child.when is not None:
            text = Bilingual(f"必填元素 {name} 只在某些情况下映射", f"mandatory element {name} is mapped only at times")
            problems.add(child.when.where, text)
        elif child is not None and child.is_empty:
            problems.add(child.where, Bilingual(f"{name} 的映射为空", f"{name} is mapped to nothing"))
    order = [shape.name for shape in parts]
    node.children = dict(sorted(node.children.items(), key=lambda item: order.index(item[0])))
    for child in node.children.values():
        if (child.source is None or child.shape.attributes) and not (child.unsure and not child.children):
            complete(child, problems)
