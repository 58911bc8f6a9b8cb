"""Read `rules:` of a route or of its receipts: names of rules, and comparisons that the route writes itself."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from hub.catalogue.grammar.rules import AMONG, BEGINS_LIKE, NEEDED, NOT_BEFORE, PRODUCT, RULE, WITHIN
from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.pages.conditions import read_condition
from hub.catalogue.pages.kept_rules import KEPT, KeptPage, read_kept
from hub.catalogue.words.nearest import meant
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Items, Text
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual, listed


class EqualPage(NamedTuple):
    """`equal:` and `exactly:` paths of this document, and of a named one."""

    pairs: dict[Text, Text]
    exactly: Where | None = None
    """Where `exactly` stands; None for `equal`."""


class NotBeforePage(NamedTuple):
    """`not-before:` a day, and the day that it is not before."""

    day: Text
    other: Text


class BeginsLikePage(NamedTuple):
    """`begins-like:` a code, the code that it belongs to, and how many characters both share at least."""

    value: Text
    other: Text
    characters: Text


class WithinPage(NamedTuple):
    """`within:` a day, and the first and the last day of a term."""

    day: Text
    begin: Text
    end: Text


class AmongPage(NamedTuple):
    """`among:` paths of values, each with its name in an item of a list; and the list."""

    columns: dict[Text, str]
    """By path; the name is empty where the items of the list are values themselves."""
    of: Text


class ProductPage(NamedTuple):
    """`product:` an amount, what it is made from, and the percentage that it is raised by."""

    value: Text
    of: Text
    raised_by: Text


class NeededPage(NamedTuple):
    """`needed:` a value that must be there where a condition holds."""

    value: Text
    when: Condition


RulePage = (
    Text | EqualPage | NotBeforePage | NeededPage | BeginsLikePage | WithinPage | AmongPage | ProductPage | KeptPage
)
"""A rule's name, or a comparison."""


def read_rules(words: Words) -> tuple[RulePage, ...]:
    """The rules in their order; what does not fit is reported and left out."""
    items = words.raw("rules")
    return tuple(_pages(items, words.problems)) if isinstance(items, Items) else ()


def _pages(items: Items, problems: Problems) -> Iterator[RulePage]:
    for item in items:
        page = _comparison(item, problems) if isinstance(item, Block) else item
        if page is not None and not isinstance(page, Items):
            yield page


def _comparison(block: Block, problems: Problems) -> RulePage | None:
    if len(block) != 1 or not set(block) <= set(RULE.words):
        known = listed(RULE.words)
        text = Bilingual(f"规则应为规则名，或以下之一：{known.zh}", f"a rule is a name, or one of: {known.en}")
        problems.add(block.where, meant(text, next(iter(block), ""), RULE.words) if len(block) == 1 else text)
        return None
    return _READERS[next(iter(block))](Words(block, problems, RULE))


def _equal(words: Words) -> EqualPage:
    return EqualPage(words.pairs("equal"))


def _exactly(words: Words) -> EqualPage:
    return EqualPage(words.pairs("exactly"), words.where("exactly"))


def _not_before(words: Words) -> NotBeforePage | None:
    inner = Words(words.raw("not-before"), words.problems, NOT_BEFORE)
    return NotBeforePage(inner.text("day"), inner.text("other")) if _is_whole(inner) else None


def _within(words: Words) -> WithinPage | None:
    inner = Words(words.raw("within"), words.problems, WITHIN)
    return WithinPage(inner.text("day"), inner.text("from"), inner.text("to")) if _is_whole(inner) else None


def _among(words: Words) -> AmongPage | None:
    inner = Words(words.raw("among"), words.problems, AMONG)
    if isinstance(inner.raw("value"), Block):
        columns = {path: str(name) for path, name in inner.pairs("value").items()}
    else:
        columns = {inner.text("value"): ""}
    return AmongPage(columns, inner.text("of")) if columns and _is_whole(inner) else None


def _product(words: Words) -> ProductPage | None:
    inner = Words(words.raw("product"), words.problems, PRODUCT)
    return ProductPage(inner.text("value"), inner.text("of"), inner.text("raised-by")) if _is_whole(inner) else None


def _needed(words: Words) -> NeededPage | None:
    inner = Words(words.raw("needed"), words.problems, NEEDED)
    when = read_condition(inner.text("when"), words.problems) if "when" in inner else None
    return NeededPage(inner.text("value"), when) if when is not None and _is_whole(inner) else None


def _begins_like(words: Words) -> BeginsLikePage | None:
    inner = Words(words.raw("begins-like"), words.problems, BEGINS_LIKE)
    page = BeginsLikePage(inner.text("value"), inner.text("other"), inner.text("characters"))
    return page if _is_whole(inner) else None


def _is_whole(words: Words) -> bool:
    return all(word in words for word in words.grammar.required)


_READERS: Mapping[str, Callable[[Words], RulePage | None]] = {
    "equal": _equal,
    "exactly": _exactly,
    "not-before": _not_before,
    "needed": _needed,
    "begins-like": _begins_like,
    "within": _within,
    "among": _among,
    "product": _product,
    **dict.fromkeys(KEPT, read_kept),
}
"""By word: the reader of a comparison."""
