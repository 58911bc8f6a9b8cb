"""Read a dialect's file: a party's own forms of our messages."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from hub.catalogue.grammar.dialects import DIALECT, RECEIVED, SENT
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import wrong_file_name
from hub.catalogue.words.text import Block, Text, Tree, read_yaml
from hub.catalogue.words.vocabulary import Words
from hub.text.grammar import MEANINGS, keys


class SentPage(NamedTuple):
    """`sends:` one of our messages, and how the party has it."""

    ours: Text
    schema: Text
    theirs: Text
    table: Block | None
    where: Where
    """Where the mapping stands."""
    drops: tuple[Text, ...]
    narrower: tuple[Text, ...]


class ReceivedPage(NamedTuple):
    """`receives:` something of the party's, and which message of ours it becomes."""

    theirs: Text
    """Its root element, and the elements inside by which it is told apart."""
    schema: Text
    becomes: Text
    answers: Text | None
    table: Block | None
    where: Where
    """Where the mapping stands."""
    codes: Mapping[Text, Mapping[Text, Text]]
    """Tables of codes, by the names that lines call them by."""


class DialectPage(NamedTuple):
    """One file of `routes/dialects/`."""

    name: str
    zh: str
    en: str
    sends: tuple[SentPage, ...]
    receives: tuple[ReceivedPage, ...]
    keeps: Mapping[Text, Text]


def read_dialect(path: Path, file: str, problems: Problems) -> DialectPage | None:
    """Read one file; None when it holds no mapping at all."""
    if (block := read_yaml(path, file, problems)) is None:
        return None
    words = Words(block, problems, DIALECT)
    if (name := words.text("dialect")) and name != path.stem:
        problems.add(name.where, wrong_file_name(name))
    return DialectPage(
        name=path.stem,
        zh=words.text("zh"),
        en=words.text("en"),
        sends=tuple(_sent(element, inner, problems) for element, inner in _tables(words, "sends")),
        receives=tuple(_received(element, inner, problems) for element, inner in _tables(words, "receives")),
        keeps=words.pairs("keeps"),
    )


def _tables(words: Words, word: str) -> Iterator[tuple[Text, Block]]:
    table = words.raw(word)
    for element, inner in table.items() if isinstance(table, Block) else ():
        if isinstance(inner, Block):
            yield element, inner


def _sent(element: Text, block: Block, problems: Problems) -> SentPage:
    words = Words(block, problems, SENT)
    return SentPage(
        ours=element,
        schema=words.text("schema"),
        theirs=words.text("element"),
        table=_block(words.raw("map")),
        where=words.where("map"),
        drops=tuple(words.texts("drops")),
        narrower=tuple(words.texts("narrower")),
    )


def _received(element: Text, block: Block, problems: Problems) -> ReceivedPage:
    words = Words(block, problems, RECEIVED)
    table = words.raw("codes")
    codes = Words(table, problems, keys(table if isinstance(table, Block) else (), MEANINGS))
    return ReceivedPage(
        theirs=element,
        schema=words.text("schema"),
        becomes=words.text("becomes"),
        answers=words.text("answers") if "answers" in words else None,
        table=_block(words.raw("map")),
        where=words.where("map"),
        codes={name: codes.pairs(name) for name in codes.block},
    )


def _block(tree: Tree | None) -> Block | None:
    return tree if isinstance(tree, Block) else None
