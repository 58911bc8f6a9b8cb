"""Compile tables of a party's codes whose meaning depends on the type of message."""

import re
from collections.abc import Callable, Mapping, Sequence

from hub.catalogue.mapping.dialects import Agreed, Keyed
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, Text
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual, listed
from hub.text.grammar import MEANINGS, keys

OR = re.compile(r"\s+or\s+")
"""Separates the paths at which a value can stand."""


def keyed(agreed: Agreed, words: Words, prove: Callable[[Text], object], shapes: Sequence[Shape]) -> Agreed:
    """The value with a table of codes for each type of message.

    `prove` reports a path that leads nowhere; `shapes` are the elements that say the codes.
    """
    table = words.raw("codes")
    if not isinstance(table, Block):
        text = Bilingual(
            "“codes-by”须与“codes”同用，后者按类型各有一张表",
            "“codes-by” goes with “codes”, a table for each type",
        )
        words.problems.add(words.where("codes-by"), text)
        return agreed
    ways = [Text(way, words.where("codes-by")) for way in OR.split(words.text("codes-by"))]
    for way in ways:
        prove(way)
    types = Words(table, words.problems, keys(table, MEANINGS))
    for name in types.block:
        prove_codes(types.pairs(name), shapes, words.problems)
    tables = {str(name): by_name(types.pairs(name)) for name in types.block}
    values = (agreed.text, agreed.converter, None, None, agreed.where)
    return Keyed(*values, ways=agreed.ways, by=tuple(map(steps, ways)), tables=tables)


def prove_codes(table: Mapping[Text, Text], shapes: Sequence[Shape], problems: Problems) -> None:
    """Report codes of a table that none of the elements can say which are read by it."""
    for code in table if shapes else ():
        if not any(_may_say(shape, code) for shape in shapes):
            names = listed(sorted({shape.name for shape in shapes}))
            text = Bilingual(f"{names.zh} 不可能是“{code}”", f"{names.en} is never “{code}”")
            problems.add(code.where, text)


def _may_say(shape: Shape, code: str) -> bool:
    """Whether an element can say a code; what is true or false is read as the word for it."""
    return code in ("true", "false") if shape.primitive == "boolean" else shape.admits(code)


def steps(way: str) -> tuple[str, ...]:
    """A path as steps; no step for `.`, the place itself."""
    return () if way == "." else tuple(way.split("."))


def by_name(pairs: Mapping[Text, Text]) -> dict[str, str]:
    """The same pairs as plain text, without places."""
    return {str(name): str(value) for name, value in pairs.items()}
