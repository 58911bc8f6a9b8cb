"""Compile the table that reads named values out of a party's message."""

from hub.catalogue.compile.fits import prove_file, prove_fit
from hub.catalogue.compile.sources import Context
from hub.catalogue.mapping.converters import PLAIN, Converter
from hub.catalogue.mapping.returns import Returned, Returns
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.pages.receipts import ListPage, ReturnsPage
from hub.catalogue.words.sentences import no_element
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual, listed


def compile_returns(table: ReturnsPage, shape: Shape, context: Context) -> Returns:
    """The values of a message whose element `shape` describes, by name; what does not fit is reported."""
    found: dict[str, Returned] = {}
    for name, said in table.items() if shape.name else ():
        row = _list(said, shape, context) if isinstance(said, ListPage) else _returned(said, shape, context)
        if row is not None:
            found[str(name)] = row
    return Returns(found)


def _list(page: ListPage, shape: Shape, context: Context) -> Returned | None:
    """A list of objects; its values are no files and no lists."""
    found = shape.at(page.each.split("/"))
    if found is None:
        context.problems.add(page.each.where, no_element(shape.name, page.each))
        return None
    if not found.repeats or not found.children:
        told = Bilingual(
            f"{page.each} 不是由子元素构成的列表", f"{page.each} is no list of elements with elements inside"
        )
        context.problems.add(page.each.where, told)
        return None
    inner = compile_returns(page.returns, found, context)
    for name, text in page.returns.items():
        if (row := inner.sources.get(str(name))) is not None and (row.repeats or row.converter.is_file):
            odd = Bilingual(
                f"列表的各项中不能再有列表或文件：{name}", f"an item of a list has no list and no file: {name}"
            )
            context.problems.add(text.where, odd)
    return Returned(page.each, PLAIN["text"], repeats=True, zh=found.label, en=found.label_en, inner=inner)


def _returned(text: Text, shape: Shape, context: Context) -> Returned | None:
    path, _, name = (part.strip() for part in text.partition("|"))
    converter = context.converter(name, text.where)
    found: Shape | None = shape
    repeats = False
    for step in path.split("/"):
        found = found.child(step) if found is not None else None
        repeats = repeats or bool(found and found.repeats)
    if found is None:
        context.problems.add(text.where, no_element(shape.name, path))
    if found is None or converter is None:
        return None
    _prove(found, converter, text, context)
    return Returned(path, converter, repeats, found.label, found.label_en)


def _prove(found: Shape, converter: Converter, text: Text, context: Context) -> None:
    """Report an element that its converter cannot read, whole or in part."""
    prove_fit(found, converter, text.where, context.problems)
    prove_file(found, converter, text.where, context.problems)
    if (shut := found.primitives - converter.primitives) and found.primitives & converter.primitives:
        types = listed(shut)
        told = Bilingual(
            f"{found.name} 也可能是 {types.zh}：转换器“{converter.name}”不能读取",
            f"{found.name} may be {types.en}: “{converter.name}” reads no such",
        )
        context.problems.add(text.where, told)
