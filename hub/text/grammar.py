"""The words of a block of a YAML file: one table says which there are, what each takes, and which are needed.

Readers check a block against its table. The reference of words and the schemas for editors come from the same tables.
"""

from collections.abc import Collection
from typing import NamedTuple

from hub.text.bilingual import Bilingual


class Scalar(NamedTuple):
    """One piece of text, by what it says: `path`, `status`, `span`."""

    name: str


class OneOf(NamedTuple):
    """One of these texts."""

    choices: tuple[str, ...]


class ListOf(NamedTuple):
    """A list, each item of one kind."""

    of: "Kind"


class TableOf(NamedTuple):
    """A mapping whose keys the writer of the file chooses, each value of one kind."""

    of: "Kind"


class BlockOf(NamedTuple):
    """A mapping with the words of another table."""

    grammar: "Grammar"


class Either(NamedTuple):
    """A value of one of these kinds."""

    kinds: tuple["Kind", ...]


Kind = Scalar | OneOf | ListOf | TableOf | BlockOf | Either

TEXT = Scalar("text")
NAME = Scalar("name")
"""A name under which the same file describes something."""
MEANING = Scalar("meaning")
"""What a code stands for: text, or an empty text for no value."""
PATH = Scalar("path")
"""A place in a form: `data.invoice.type`."""
STATUS = Scalar("status")
SPAN = Scalar("span")
COUNT = Scalar("count")
ELEMENT = Scalar("element")
"""An element of a message, or a path of elements."""
SOURCE = Scalar("source")
"""A place and how it is read: `data.amount | money`."""
CONDITION = Scalar("condition")
MAPPING = Scalar("mapping")
"""A mapping: the lines that fill a message of ours. Its own kind, because lines stand inside lines."""
BUT_MAPPING = Scalar("but-mapping")
"""The lines beside `map: same`: they can say where and when, and are filled the same way inside."""
PARTY_MAPPING = Scalar("party-mapping")
"""The same, of a message that a party sent."""
SAME = OneOf(("same",))
"""A short form, which is written out before the block is read: as the schema has it."""
TEXTS, NAMES, PATHS, STATUSES = ListOf(TEXT), ListOf(NAME), ListOf(PATH), ListOf(STATUS)
PAIRS, MEANINGS, SOURCES = TableOf(TEXT), TableOf(MEANING), TableOf(SOURCE)


class Word(NamedTuple):
    """One word of a block."""

    name: str
    kind: Kind = TEXT
    is_needed: bool = False
    implied: str = ""
    """What holds where the word is left out: it is never written. Empty where nothing holds, or what depends."""


def needed(name: str, kind: Kind = TEXT) -> Word:
    """A word that the block must have."""
    return Word(name, kind, is_needed=True)


def holds_anyway(word: str, implied: str) -> Bilingual:
    """A word says what holds without it."""
    return Bilingual(
        f"“{word}: {implied}”不写也成立：请删去", f"“{word}: {implied}” holds without the word: leave it out"
    )


class Grammar:
    """The table of one kind of block."""

    def __init__(self, name: str, *words: Word) -> None:
        self.name = name
        self.words = {word.name: word for word in words}
        self.required = tuple(word.name for word in words if word.is_needed)

    def __repr__(self) -> str:
        return f"Grammar({self.name})"

    def choices(self, word: str) -> tuple[str, ...]:
        """The texts that a word can be; none where it takes anything else, or the block has no such word."""
        kind = self.words[word].kind if word in self.words else TEXT
        alternatives = kind.kinds if isinstance(kind, Either) else (kind,)
        return tuple(choice for one in alternatives if isinstance(one, OneOf) for choice in one.choices)


def keys(names: Collection[str], kind: Kind = TEXT) -> Grammar:
    """A table for a block whose keys the file itself makes known, such as the statuses of a route."""
    return Grammar("keys", *(Word(str(name), kind) for name in names))


LIST = Grammar("list", needed("each", ELEMENT), needed("returns", SOURCES))
"""A list of objects that comes back: the element that repeats, and the values in it."""
RETURNS = TableOf(Either((SOURCE, BlockOf(LIST))))
