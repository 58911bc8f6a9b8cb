"""Read the words of a block: each method reads one kind of value and reports what does not fit."""

import re
from collections.abc import Collection

from hub.catalogue.words.kinds import Unread, UnreadText, fitting
from hub.catalogue.words.nearest import nearest
from hub.catalogue.words.places import Places, Problems, Where
from hub.catalogue.words.text import Block, Items, Text, Tree
from hub.text.bilingual import Bilingual, listed
from hub.text.grammar import Grammar, holds_anyway


class Words:
    """A block, read by the table of its words. Every method returns a usable value, also for a broken file."""

    def __init__(self, block: Tree | None, problems: Problems, grammar: Grammar) -> None:
        self.problems = problems
        self.grammar = grammar
        self.block = block if isinstance(block, Block) else Block(getattr(block, "where", Where("?", 1)))
        self._fitting: dict[str, Tree] = {}
        self.is_fitting = True
        """Whether every value is of its kind."""
        if block is not None and not isinstance(block, Block):
            problems.add(self.block.where, Bilingual("此处应为键值对", "a mapping is expected here"))
        elif block is not None and not isinstance(block, Unread):
            self._prove()

    def _prove(self) -> None:
        """Report words that the table does not have, words that are missing, and values of another kind."""
        meant_words = set[str]()
        for key, value in self.block.items():
            if (known := self.grammar.words.get(key)) is not None and known.implied and value == known.implied:
                self.problems.add(key.where, holds_anyway(key, known.implied))
            elif known is not None:
                before = self.problems.reported
                self._fitting[str(key)] = fitting(key, value, known.kind, self.problems)
                self.is_fitting &= self.problems.reported == before
            else:
                self.problems.add(key.where, _unknown(key, sorted(self.grammar.words)))
                meant_words.add(nearest(key, self.grammar.words))
        for word in self.grammar.required:
            if word not in self.block and word not in meant_words:
                self.problems.add(self.block.where, Bilingual(f"缺少“{word}”", f"“{word}” is missing"))

    def __contains__(self, word: str) -> bool:
        return word in self.block

    def where(self, word: str) -> Where:
        return self.block.at(word)

    @property
    def places(self) -> Places:
        """Where its words stand."""
        return self.block.places

    def raw(self, word: str) -> Tree | None:
        """The value of a word as far as it fits; None when the word is missing."""
        return self._fitting.get(word)

    def text(self, word: str, default: str = "") -> Text:
        value = self.raw(word)
        if value is None:
            return Text(default, self.block.where)
        return value if isinstance(value, Text) else Text(default, self.where(word))

    def texts(self, word: str) -> list[Text]:
        value = self.raw(word)
        return [item for item in value if isinstance(item, Text)] if isinstance(value, Items) else []

    def pairs(self, word: str) -> dict[Text, Text]:
        """A mapping of words to words."""
        value = self.raw(word)
        rows = value.items() if isinstance(value, Block) else ()
        return {key: item for key, item in rows if isinstance(item, Text) and not isinstance(item, UnreadText)}

    def blocks(self, word: str) -> list[Block]:
        value = self.raw(word)
        return [item for item in value if isinstance(item, Block)] if isinstance(value, Items) else []


def _unknown(word: str, words: Collection[str]) -> Bilingual:
    known, near = listed(words), nearest(word, words)
    if near:
        return Bilingual(
            f"此处不能使用“{word}”；是否应为“{near}”", f"the word “{word}” is not known here: did you mean “{near}”?"
        )
    return Bilingual(
        f"此处不能使用“{word}”；可用：{known.zh}", f"the word “{word}” is not known here; known: {known.en}"
    )


_SPAN = re.compile(r"([1-9]\d{0,5}) (second|minute|hour|day)s?")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def seconds_of(text: Text, problems: Problems) -> int:
    """The seconds of a duration such as `30 minutes`; 0 for an empty text."""
    if match := _SPAN.fullmatch(text):
        return int(match[1]) * _SECONDS[match[2]]
    if text:
        odd = Bilingual(f"“{text}”不是时长，正确写法如 30 minutes", f"“{text}” is not a span of time, as 30 minutes")
        problems.add(text.where, odd)
    return 0
