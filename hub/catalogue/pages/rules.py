"""Read `rules:` of a route or of its receipts: names of rules, and comparisons that the route writes itself."""

from collections.abc import Iterator
from typing import NamedTuple

from hub.catalogue.grammar.rules import NOT_BEFORE, RULE
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, Items, Text
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual, listed


class EqualPage(NamedTuple):
    """`equal:` paths of this document, and of a named one."""

    pairs: dict[Text, Text]


class NotBeforePage(NamedTuple):
    """`not-before:` a day, and the day that it is not before."""

    day: Text
    other: Text


RulePage = Text | EqualPage | NotBeforePage
"""A rule's name, or a comparison."""


def read_rules(words: Words) -> tuple[RulePage, ...]:
    """The rules in their order; what does not fit is reported and left out."""
    items = words.raw("rules")
    if items is None:
        return ()
    if not isinstance(items, Items) or any(isinstance(item, Items) for item in items):
        text = Bilingual("“rules”必须是列表，各项是文本", "“rules” must be a list of words")
        words.problems.add(words.where("rules"), text)
        return ()
    return tuple(_pages(items, words.problems))


def _pages(items: Items, problems: Problems) -> Iterator[RulePage]:
    for item in items:
        page = _comparison(item, problems) if isinstance(item, Block) else item
        if page is not None and not isinstance(page, Items):
            yield page


def _comparison(block: Block, problems: Problems) -> EqualPage | NotBeforePage | None:
    if len(block) != 1 or not set(block) <= set(RULE.words):
        known = listed(RULE.words)
        text = Bilingual(f"规则应为规则名，或以下之一：{known.zh}", f"a rule is a name, or one of: {known.en}")
        problems.add(block.where, text)
        return None
    words = Words(block, problems, RULE)
    if "equal" in words:
        table = words.pairs("equal")
        if not table and isinstance(words.raw("equal"), Block):
            problems.add(words.where("equal"), Bilingual("“equal”没有比较任何值", "“equal” compares nothing"))
        return EqualPage(table)
    inner = Words(words.raw("not-before"), problems, NOT_BEFORE)
    if "day" not in inner or "other" not in inner:
        return None
    return NotBeforePage(inner.text("day"), inner.text("other"))
