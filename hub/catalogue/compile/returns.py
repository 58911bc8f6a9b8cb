"""Compile the table that reads named values out of a party's message."""

from collections.abc import Mapping

from hub.catalogue.compile.fits import prove_file, prove_fit
from hub.catalogue.compile.sources import Context
from hub.catalogue.mapping.converters import Converter
from hub.catalogue.mapping.returns import Returned, Returns
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.words.sentences import no_element
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual, listed


def compile_returns(table: Mapping[Text, Text], shape: Shape, context: Context) -> Returns:
    """The values of a message whose element `shape` describes, by name; what does not fit is reported."""
    rows = ((name, _returned(text, shape, context)) for name, text in table.items() if shape.name)
    return Returns({str(name): row for name, row in rows if row is not None})


def _returned(text: Text, shape: Shape, context: Context) -> Returned | None:
    path, _, name = (part.strip() for part in text.partition("|"))
    converter = context.converter(name or "text", text.where)
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
