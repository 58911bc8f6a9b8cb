"""Read `receipts:`: what a party's answers mean, as far as no schema is needed to know it."""

from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

from hub.catalogue.grammar.receipts import ABOUT, RECEIPTS
from hub.catalogue.mapping.numbers import parts_of
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.pages.rules import RulePage, read_rules
from hub.catalogue.words.kinds import Unread
from hub.catalogue.words.nearest import meant
from hub.catalogue.words.places import Places
from hub.catalogue.words.sentences import not_returned
from hub.catalogue.words.text import Block, Items, Text, Tree
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual
from hub.text.grammar import LIST, NAMES, keys

RECORD = "record-stands-for"


class AboutPage(NamedTuple):
    """`about:` how a receipt says which part of its document it is about."""

    kind: str
    """Of the business numbers by which the items are told."""
    items: Text
    orders: Text
    returns: Mapping[Text, Text]


class ListPage(NamedTuple):
    """A list of objects that comes back: the element that repeats, and the values in it by name."""

    each: Text
    returns: Mapping[Text, Text]


ReturnsPage = Mapping[Text, Text | ListPage]
"""By name: a value, or a list of objects."""


def read_returns(words: Words) -> dict[Text, Text | ListPage]:
    """`returns:` of a notice, or of receipts; what does not fit is reported and left out."""
    table = words.raw("returns")
    found: dict[Text, Text | ListPage] = {}
    if not isinstance(table, Block):
        return dict(words.pairs("returns"))
    for name, value in table.items():
        if isinstance(value, Text):
            found[name] = value
        else:
            inner = Words(value, words.problems, LIST)
            if "each" in inner and "returns" in inner:
                found[name] = ListPage(inner.text("each"), inner.pairs("returns"))
    return found


class ReceiptsPage(NamedTuple):
    """`receipts:` of one leg."""

    element: Text
    codes: Mapping[str, str]
    """By receipt code: the status that it means."""
    returns: ReturnsPage
    required: Mapping[str, tuple[str, ...]]
    """By status: names that must have come back."""
    references: tuple[str, ...]
    rules: tuple[RulePage, ...]
    numbered: Mapping[str, tuple[str, ...]]
    """By status: numbers for which the record number stands."""
    about: AboutPage | None
    stand_ins: Mapping[Text, Text]
    places: Places


def read_receipts(leg: Words, lifecycle: LifecycleReader, names: Tree | None) -> ReceiptsPage:
    """The receipts of a leg; `names` is the route's word for other documents."""
    words = Words(leg.raw("receipts"), leg.problems, RECEIPTS)
    codes, table = words.pairs("codes"), read_returns(words)
    for status in codes.values():
        lifecycle.know(status)
    required = _by_status("required", words)
    for name in (n for status in required.block for n in required.texts(status)):
        among_returns(name, words)
    return ReceiptsPage(
        element=words.text("element"),
        codes={str(code): str(status) for code, status in codes.items()},
        returns=table,
        required={str(s): tuple(map(str, required.texts(s))) for s in required.block},
        references=read_references(words),
        rules=read_rules(words),
        numbered=_numbered(words, required),
        about=_about(words, names, lifecycle) if "about" in words else None,
        stand_ins=_stand_ins(words),
        places=words.places,
    )


def _by_status(word: str, words: Words) -> Words:
    """Names by the statuses of the codes. Codes that could not be read are told of; then any status may stand here."""
    codes, table = words.pairs("codes"), words.raw(word)
    known = codes.values() if codes else table if isinstance(table, Block) else ()
    return Words(table, words.problems, keys(known, NAMES))


def read_references(words: Words) -> tuple[str, ...]:
    """Which of the values that come back are business numbers."""
    references = words.texts("references")
    for name in references:
        among_returns(name, words)
    return tuple(map(str, references))


def among_returns(name: Text, words: Words) -> None:
    """Report a name that is none of the values that come back."""
    table = words.raw("returns")
    for part in parts_of(name):
        if isinstance(table, Unread):
            continue  # which is told of
        if not isinstance(table, Block) or part not in table:
            known = map(str, table) if isinstance(table, Block) else ()
            words.problems.add(name.where, meant(not_returned(part), part, known))


def _numbered(words: Words, required: Words) -> dict[str, tuple[str, ...]]:
    """`record-stands-for`: by status, business numbers that a party need not give."""
    references = {str(name) for name in words.texts("references")}
    values = words.raw("returns")
    is_sound = references <= {str(name) for name in values} if isinstance(values, Block) else not references
    table = _by_status(RECORD, words)
    for status in table.block:
        for name in table.texts(status):
            if is_sound and name not in references:
                text = Bilingual(f"“{name}”不在“references”之中", f"“{name}” is not among the references")
                words.problems.add(name.where, text)
            elif name in required.texts(status):
                text = Bilingual(
                    f"“{name}”必须返回：不能以记录编号代替",
                    f"“{name}” is required: the record number never stands for it",
                )
                words.problems.add(name.where, text)
    return {str(s): tuple(map(str, table.texts(s))) for s in table.block}


def _about(receipts: Words, names: Tree | None, lifecycle: LifecycleReader) -> AboutPage:
    words = Words(receipts.raw("about"), receipts.problems, ABOUT)
    returns, whole = words.pairs("returns"), receipts.raw("returns")
    for name in returns:
        if not isinstance(whole, Block) or name not in whole:
            receipts.problems.add(name.where, not_returned(name))
    _prove_decisive(receipts, words, lifecycle)
    return AboutPage(
        kind=_kind(words.text("of"), names, receipts),
        items=words.text("items"),
        orders=words.text("orders"),
        returns=returns,
    )


def _stand_ins(receipts: Words) -> dict[Text, Text]:
    """`stands-in:` what it names must be something that a status requires, or it could never act."""
    table = receipts.pairs("stands-in")
    required = receipts.raw("required")
    rows = required.values() if isinstance(required, Block) else ()
    needed = {str(name) for row in rows if isinstance(row, Items) for name in row}
    for name in table:
        if name not in needed:
            text = Bilingual(
                f"没有状态要求返回“{name}”：不会有值来代替它",
                f"no status requires “{name}”: nothing ever stands in for it",
            )
            receipts.problems.add(name.where, text)
    return table


def _kind(of: Text, names: Tree | None, receipts: Words) -> str:
    """The kind of number by which items are told; the receipt must not bring a number of this kind itself."""
    block = names.word(of) if isinstance(names, Block) and of else None
    if of and not isinstance(block, Block):
        text = Bilingual(f"“{of}”不在“names”所列的单证之中", f"“{of}” is not among the documents under “names”")
        receipts.problems.add(of.where, text)
    if not isinstance(block, Block):
        return ""
    kind, source, brought = str(block.word("by")), str(block.word("in")), receipts.raw("references")
    if "[]." not in source:
        text = Bilingual(
            f"“{of}”只指一份单证：关于它的回执就是关于整体的",
            f"“{of}” names one document: a receipt about it is about the whole",
        )
        receipts.problems.add(of.where, text)
    if isinstance(brought, Items) and kind in brought:
        text = Bilingual(
            f"回执本身带有 {kind}：无法区分各项属于哪份单证",
            f"the receipt brings {kind} itself: whose items they are could not be told",
        )
        receipts.problems.add(of.where, text)
    return kind


def _prove_decisive(receipts: Words, about: Words, lifecycle: LifecycleReader) -> None:
    """Report an `about` without two outcomes that exclude each other: a partial answer could do no harm."""
    codes = receipts.raw("codes")
    statuses = [str(status) for status in codes.values()] if isinstance(codes, Block) else []
    if (
        statuses
        and lifecycle.table is not None
        and not any(lifecycle.excludes(a, b) for a, b in combinations(statuses, 2))
    ):
        text = Bilingual("没有两个代码对应互斥的结果", "no two codes are outcomes that exclude each other")
        receipts.problems.add(about.block.where, text)
