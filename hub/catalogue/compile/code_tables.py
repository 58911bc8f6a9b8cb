"""Compile tables of a party's codes whose meaning depends on the type of message."""

import re
from collections.abc import Callable, Mapping

from hub.catalogue.mapping.dialects import Agreed, Keyed
from hub.catalogue.words.text import Block, Text
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual
from hub.text.grammar import keys

OR = re.compile(r"\s+or\s+")
"""Separates the paths at which a value can stand."""


def keyed(agreed: Agreed, words: Words, prove: Callable[[Text], object]) -> Agreed:
    """The value with a table of codes for each type of message; `prove` reports a path that leads nowhere."""
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
    types = Words(table, words.problems, keys(table))
    tables = {str(name): by_name(types.pairs(name)) for name in types.block}
    values = (agreed.text, agreed.converter, None, None, agreed.where)
    return Keyed(*values, ways=agreed.ways, by=tuple(map(steps, ways)), tables=tables)


def steps(way: str) -> tuple[str, ...]:
    """A path as steps; no step for `.`, the place itself."""
    return () if way == "." else tuple(way.split("."))


def by_name(pairs: Mapping[Text, Text]) -> dict[str, str]:
    """The same pairs as plain text, without places."""
    return {str(name): str(value) for name, value in pairs.items()}
