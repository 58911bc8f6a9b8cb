"""Prove that values are of the kinds that the table of their block says, and that none is empty."""

from collections.abc import Sequence

from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import item_alone, stands_twice
from hub.catalogue.words.text import Block, Items, Text, Tree
from hub.text.bilingual import Bilingual, listed
from hub.text.grammar import (
    BUT_MAPPING,
    MAPPING,
    MEANING,
    PARTY_MAPPING,
    BlockOf,
    Either,
    Kind,
    ListOf,
    OneOf,
    Scalar,
    TableOf,
)

_MAPPINGS = (MAPPING, BUT_MAPPING, PARTY_MAPPING)


class Unread(Block):
    """Stands in place of a mapping that does not fit: it is told of, and not once more by whoever reads it."""


class _UnreadItems(Items):
    """The same of a list."""


class UnreadText(Text):
    """The same of a text."""


def fitting(word: Text, value: Tree, kind: Kind, problems: Problems) -> Tree:
    """The value of a word, as far as it fits; what does not is reported, and something empty stands in its place."""
    if isinstance(value, Unread | _UnreadItems | UnreadText):
        return value
    fits = [one for one in _kinds(kind) if _is_of(value, one)]
    if not fits or (value == "" and MEANING not in fits):
        problems.add(word.where, _said(word, _choices(kind) if _is_no_choice(value, kind) else _so(word, value, kind)))
        return _alone(value, kind, word.where) or _nothing(_kinds(kind)[0], word.where)
    if not value and not isinstance(value, Text):
        problems.add(word.where, _said(word, _EMPTY_LIST if isinstance(value, Items) else _empty_mapping(fits[0])))
        return _nothing(fits[0], word.where)
    if isinstance(value, Items) and isinstance(fits[0], ListOf):
        _report_alone(word, value, kind, problems)
        return _items(word, value, fits[0], problems)
    if isinstance(value, Block) and isinstance(fits[0], TableOf):
        return _rows(value, fits[0], problems)
    return value


def wanted(kind: Kind) -> Bilingual:
    """How a value of a kind must be written."""
    first = next((one for one in _kinds(kind) if not isinstance(one, OneOf)), None)
    if first is None:
        return _choices(kind)
    if isinstance(first, ListOf):
        return _wanted_list(_kinds(first.of))
    if isinstance(first, TableOf) and all(isinstance(one, Scalar | OneOf) for one in _kinds(first.of)):
        return Bilingual("必须是键值对，各值是文本", "must map words to words")
    if isinstance(first, BlockOf) and first.grammar.required:
        words = listed(first.grammar.required)
        return Bilingual(f"必须是键值对，须有：{words.zh}", f"must be a mapping with: {words.en}")
    if isinstance(first, TableOf | BlockOf) or first in _MAPPINGS:
        return Bilingual("必须是键值对", "must be a mapping")
    return Bilingual("必须是一段文本", "must be one piece of text")


def _alone(value: Tree, kind: Kind, where: Where) -> Items | None:
    """The list that a text in place of a list of texts stands for; None where it stands for none."""
    first = _kinds(kind)[0]
    if not (isinstance(first, ListOf) and isinstance(value, Text) and value and _may_stand(value, first)):
        return None
    items = Items(where)
    items.append(value)
    return items


def _so(word: Text, value: Tree, kind: Kind) -> Bilingual:
    """How it must be written; of a text in place of a list of such texts also how this one is written as a list."""
    plain = wanted(kind)
    choices = [choice for one in _kinds(kind) if isinstance(one, OneOf) for choice in one.choices]
    if choices and isinstance(value, Text) and value:
        return Bilingual(f"{plain.zh}，或 {listed(choices).zh}", f"{plain.en}, or {listed(choices).en}")
    if _alone(value, kind, word.where) is None:
        return plain
    return Bilingual(f"{plain.zh}：请写作“{word}: [{value}]”", f"{plain.en}: write “{word}: [{value}]”")


def _wanted_list(items: Sequence[Kind]) -> Bilingual:
    if any(isinstance(one, Scalar | OneOf) for one in items):
        return Bilingual("必须是列表，各项是文本", "must be a list of words")
    if any(isinstance(one, BlockOf) for one in items):
        return Bilingual("必须是列表，各项是键值对", "must be a list of mappings")
    return Bilingual("必须是列表", "must be a list")


def _choices(kind: Kind) -> Bilingual:
    choices = [choice for one in _kinds(kind) if isinstance(one, OneOf) for choice in one.choices]
    return listed(choices).about(Bilingual("必须是以下之一", "must be one of"))


def _is_no_choice(value: Tree, kind: Kind) -> bool:
    """Whether a text stands where some texts can stand, alone or in a list."""
    kinds = _kinds(kind)
    is_chosen = any(isinstance(one, OneOf) for one in kinds) and all(isinstance(one, OneOf | ListOf) for one in kinds)
    return is_chosen and isinstance(value, Text) and value != ""


_EMPTY_LIST = Bilingual("不能是空列表：请填写或删去", "is an empty list: fill it in or leave it out")
_BLANK_KEY = Bilingual("键必须是一个词", "a key must be one word")


def _empty_mapping(kind: Kind) -> Bilingual:
    if isinstance(kind, BlockOf) and kind.grammar.required:
        words = listed(kind.grammar.required)
        return Bilingual(
            f"不能是空的键值对：请填写 {words.zh}，或删去", f"is an empty mapping: write {words.en}, or leave it out"
        )
    return Bilingual("不能是空的键值对：请填写或删去", "is an empty mapping: fill it in or leave it out")


def _said(word: str, wanted: Bilingual) -> Bilingual:
    return Bilingual(f"“{word}”{wanted.zh}", f"“{word}” {wanted.en}")


def _kinds(kind: Kind) -> Sequence[Kind]:
    """The kinds of which one is needed."""
    return kind.kinds if isinstance(kind, Either) else (kind,)


def _is_of(value: Tree, kind: Kind) -> bool:
    if kind in _MAPPINGS or isinstance(kind, TableOf | BlockOf):
        return isinstance(value, Block)
    if isinstance(kind, OneOf):
        return isinstance(value, Text) and value in kind.choices
    return isinstance(value, Items if isinstance(kind, ListOf) else Text)


def _nothing(kind: Kind, where: Where) -> Tree:
    """An empty value of a kind."""
    if kind in _MAPPINGS or isinstance(kind, TableOf | BlockOf):
        return Unread(where)
    return _UnreadItems(where) if isinstance(kind, ListOf) else UnreadText("", where)


def _items(word: Text, items: Items, kind: ListOf, problems: Problems) -> Tree:
    """The list: every item is of its kind, and no word stands twice. Lists in a list are left to their reader."""
    if isinstance(kind.of, ListOf):
        return items
    if any(item == "" or not _may_stand(item, kind) for item in items):
        problems.add(word.where, _said(word, wanted(kind)))
        return _UnreadItems(word.where)
    for number, item in enumerate(items):
        if isinstance(item, Text) and item in items[:number]:
            problems.add(item.where, stands_twice(item))
    return items


def _report_alone(word: Text, items: Items, kind: Kind, problems: Problems) -> None:
    """Report a list of one word where such a word may stand without a list."""
    listed_kinds = [one for of in _kinds(kind) if isinstance(of, ListOf) for one in _kinds(of.of)]
    alone = [one for one in _kinds(kind) if isinstance(one, OneOf) or one in listed_kinds]
    for item in items if len(items) == 1 else ():
        if isinstance(item, Text) and item and any(_is_of(item, one) for one in alone):
            problems.add(word.where, item_alone(word, item))


def _may_stand(item: Tree, kind: ListOf) -> bool:
    """Whether an item is of the kind; which texts a list takes is proved by its reader."""
    return any(isinstance(item, Text) if isinstance(one, OneOf) else _is_of(item, one) for one in _kinds(kind.of))


def _rows(table: Block, kind: TableOf, problems: Problems) -> Block:
    """The table, each of its rows as far as it fits."""
    rows = type(table)(table.where)
    for key, value in table.items():
        if not key:
            problems.add(key.where, _BLANK_KEY)
        rows[key] = fitting(key, value, kind.of, problems)
    return rows
