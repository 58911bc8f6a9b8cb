"""Read the words of a block: each method reads one kind of value and reports what does not fit."""

import re
from collections.abc import Collection

from hub.catalogue.words.places import Places, Problems, Where
from hub.catalogue.words.text import Block, Items, Text, Tree
from hub.text.bilingual import Bilingual, listed
from hub.text.grammar import Grammar


class Words:
    """A block, read by the table of its words. Every method returns a usable value, also for a broken file."""

    def __init__(self, block: Tree | None, problems: Problems, grammar: Grammar) -> None:
        self.problems = problems
        self.grammar = grammar
        self.block = block if isinstance(block, Block) else Block(getattr(block, "where", Where("?", 1)))
        if block is not None and not isinstance(block, Block):
            problems.add(self.block.where, Bilingual("此处应为键值对", "a mapping is expected here"))
            return
        for key in self.block:
            if key not in grammar.words:
                problems.add(key.where, _unknown(key, sorted(grammar.words)))
        for word in grammar.required:
            if word not in self.block:
                problems.add(self.block.where, Bilingual(f"缺少“{word}”", f"“{word}” is missing"))

    def __contains__(self, word: str) -> bool:
        return word in self.block

    def where(self, word: str) -> Where:
        return self.block.at(word)

    @property
    def places(self) -> Places:
        """Where its words stand."""
        return self.block.places

    def raw(self, word: str) -> Tree | None:
        return self.block.word(word)

    def text(self, word: str, default: str = "") -> Text:
        value = self.raw(word)
        if value is None:
            return Text(default, self.block.where)
        if isinstance(value, Text) and value:
            return value
        self._report(word, Bilingual("必须是一段文本", "must be one piece of text"))
        return Text(default, self.where(word))

    def one_of(self, word: str) -> Text:
        """One of the texts that the table lists for the word."""
        value, choices = self.text(word), self.grammar.choices(word)
        if value and choices and value not in choices:
            known = listed(choices)
            text = Bilingual(f"“{word}”必须是以下之一：{known.zh}", f"“{word}” must be one of: {known.en}")
            self.problems.add(value.where, text)
        return value

    def texts(self, word: str) -> list[Text]:
        value = self.raw(word)
        if value is None:
            return []
        if isinstance(value, Items) and all(isinstance(item, Text) for item in value):
            self._prove_items(word, value)
            return [item for item in value if isinstance(item, Text)]
        self._report(word, Bilingual("必须是列表，各项是文本", "must be a list of words"))
        return []

    def pairs(self, word: str) -> dict[Text, Text]:
        """A mapping of words to words."""
        value = self.raw(word)
        if value is None:
            return {}
        if isinstance(value, Block) and all(isinstance(item, Text) for item in value.values()):
            return {key: item for key, item in value.items() if isinstance(item, Text)}
        self._report(word, Bilingual("必须是键值对，各值是文本", "must map words to words"))
        return {}

    def blocks(self, word: str) -> list[Block]:
        value = self.raw(word)
        if value is None:
            return []
        if isinstance(value, Items) and all(isinstance(item, Block) for item in value):
            return [item for item in value if isinstance(item, Block)]
        self._report(word, Bilingual("必须是列表，各项是键值对", "must be a list of mappings"))
        return []

    def _prove_items(self, word: str, items: Items) -> None:
        """Report a list of words that is empty, or in which one stands twice: it says nothing more by that."""
        if not items:
            self._report(word, Bilingual("不能是空列表：请删去", "is an empty list: leave it out"))
        for number, item in enumerate(items):
            if item in items[:number] and isinstance(item, Text):
                self.problems.add(item.where, Bilingual(f"“{item}”出现两次", f"“{item}” stands twice"))

    def _report(self, word: str, wanted: Bilingual) -> None:
        """Report that a word has another kind of value than the one that is wanted."""
        self.problems.add(self.where(word), Bilingual(f"“{word}”{wanted.zh}", f"“{word}” {wanted.en}"))


def _unknown(word: str, words: Collection[str]) -> Bilingual:
    known = listed(words)
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
