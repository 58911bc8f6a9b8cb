"""Read what a route says of other documents, of resources, and of deadlines."""

from hub.catalogue.grammar.relations import (
    AGAIN,
    BRINGING,
    CORRECTING,
    MAKING,
    MOVING,
    NAMING,
    REOPENING,
    VERSIONS,
)
from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.mapping.relations import (
    Again,
    Becoming,
    Bringing,
    Correcting,
    FormNumber,
    Making,
    Moving,
    Naming,
    Reopening,
    Versions,
)
from hub.catalogue.mapping.requirements import Requirement
from hub.catalogue.pages.becoming import read_becoming
from hub.catalogue.pages.conditions import read_condition
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.pages.named import named, names_of
from hub.catalogue.pages.requirements import read_requirement
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import not_returned
from hub.catalogue.words.text import Block, Items, Text
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual
from hub.text.grammar import STATUSES, keys

EACH = "[]."
"""In a path: after a list, and before a field of each of its items."""


class Relations:
    """Reads the blocks one at a time. The value of a broken block is empty."""

    def __init__(self, words: Words, lifecycle: LifecycleReader, problems: Problems) -> None:
        self.words = words
        self.lifecycle = lifecycle
        self.problems = problems

    def again(self) -> Again | None:
        if "again" not in self.words:
            return None
        words = Words(self.words.raw("again"), self.problems, AGAIN)
        is_free = words.text("party") == "any"
        return Again(self.lifecycle.several(words, "from"), self.lifecycle.one(words, "becomes"), is_free)

    def versions(self) -> Versions | None:
        if "version-of" not in self.words:
            return None
        words = Words(self.words.raw("version-of"), self.problems, VERSIONS)
        number, as_of = words.text("number"), words.text("as-of")
        if number and number not in self.words.texts("references"):
            text = Bilingual(f"“{number}”不在“references”之中", f"“{number}” is not among the references")
            self.problems.add(number.where, text)
        if "once" in self.words:
            text = Bilingual("“once”与“version-of”不能同时使用", "a number comes once or in versions, not both")
            self.problems.add(self.words.where("once"), text)
        returns = self.words.raw("returns")
        if as_of and (not isinstance(returns, Block) or as_of not in returns):
            self.problems.add(as_of.where, not_returned(as_of))
        statuses, becomes = self.lifecycle.several(words, "while"), self.lifecycle.one(words, "becomes")
        is_of_one = words.text("of") == "same-enterprise"
        later = words.text("later") == "quarantined"
        return Versions(str(number), statuses, becomes, str(as_of), is_of_one, later, places=words.places)

    def corrected(self) -> Correcting | None:
        for word in (word for word in ("supplements", "corrected") if word in self.words and "once" not in self.words):
            text = Bilingual(f"“{word}”与“once”一起使用", f"“{word}” goes with “once”")
            self.problems.add(self.words.where(word), text)
        if "corrected" not in self.words:
            return None
        words = Words(self.words.raw("corrected"), self.problems, CORRECTING)
        return Correcting(str(words.text("made")), self.lifecycle.one(words, "becomes"), places=words.places)

    def requirements(self) -> tuple[Requirement, ...]:
        return tuple(
            read_requirement(block, names_of(self.words), self.problems) for block in self.words.blocks("requires")
        )

    def names(self) -> tuple[Naming, ...]:
        table = self.words.raw("names")
        rows = table.items() if isinstance(table, Block) else ()
        return tuple(self._naming(name, value) for name, value in rows if isinstance(value, Block))

    def brings(self) -> tuple[Bringing, ...]:
        return tuple(self._bringing(block) for block in self.words.blocks("brings"))

    def _bringing(self, block: Block) -> Bringing:
        words = Words(block, self.problems, BRINGING)
        if "values" not in words and "count" not in words:
            text = Bilingual("“brings”没有带去任何值", "“brings” brings nothing")
            self.problems.add(block.where, text)
        return Bringing(
            named=named(self.words, words, "to"),
            on=self.lifecycle.several(words, "on"),
            values={str(name): tuple(source.split(" or ")) for name, source in words.pairs("values").items()},
            count=words.text("count"),
            places=words.places,
        )

    def numbers(self) -> tuple[FormNumber, ...]:
        return tuple(FormNumber(str(name), str(path), path.where) for name, path in self.words.pairs("numbers").items())

    def moves(self) -> tuple[Moving, ...]:
        return tuple(self._moving(block) for block in self.words.blocks("moves"))

    def makes(self) -> tuple[Making, ...]:
        return tuple(self._making(block) for block in self.words.blocks("makes"))

    def reopens(self) -> Reopening | None:
        if "reopens" not in self.words:
            return None
        words = Words(self.words.raw("reopens"), self.problems, REOPENING)
        codes = {str(code): str(status) for code, status in words.pairs("codes").items()}
        return Reopening(named(self.words, words, "named"), codes, places=words.places)

    def reopened_by(self) -> dict[str, frozenset[str]]:
        """By document type: the statuses in which it opens the next round."""
        table = self.words.raw("reopened-by")
        if not isinstance(table, Block):
            return {}
        words = Words(table, self.problems, keys(list(table), STATUSES))
        return {str(type_): self.lifecycle.several(words, type_) for type_ in table}

    def _condition(self, words: Words, word: str) -> Condition | None:
        return read_condition(words.text(word), self.problems) if word in words else None

    def _naming(self, name: Text, block: Block) -> Naming:
        words = Words(block, self.problems, NAMING)
        if "again" in words and "again" not in self.words:
            text = Bilingual("“again”只用于可以重新办理的单证", "“again” is for a document that is made again")
            self.problems.add(words.where("again"), text)
        each, mark, at = words.text("in").partition(EACH)
        return Naming(
            name=str(name),
            documents=self._documents(words),
            by=words.text("by"),
            each=each if mark else "",
            at=at if mark else each,
            path=str(words.raw("in")),
            statuses=frozenset(map(str, words.texts("status"))),
            party_of=named(self.words, words, "party-of"),
            is_of_any_party=words.text("of") == "any-party",
            again=frozenset(map(str, words.texts("again"))),
            by_record=words.text("or-by") == "record",
            is_told=self._is_told(words),
            is_optional=self._is_optional(words),
            where=self._condition(words, "where"),
            unless=self._condition(words, "unless"),
            places=words.places,
        )

    def _documents(self, words: Words) -> tuple[str, ...]:
        """One type, or a list of several."""
        if not isinstance(words.raw("document"), Items):
            return (str(words.text("document")),)
        return tuple(map(str, words.texts("document"))) or ("",)

    def _is_told(self, words: Words) -> bool:
        is_told = words.text("tell") == "yes"
        if is_told and "to" not in self.words:
            text = Bilingual("“tell”只用于发给对方的单证", "“tell” is for a document that goes to a party")
            self.problems.add(words.where("tell"), text)
        return is_told

    def _is_optional(self, words: Words) -> bool:
        is_optional = words.text("optional") == "yes"
        if is_optional and "from" not in self.words:
            text = Bilingual(
                "“optional”只用于对方的通知：申报中不填编号即未引用",
                "“optional” is for a party's notice: a form without the number names nothing",
            )
            self.problems.add(words.where("optional"), text)
        return is_optional

    def _moving(self, block: Block) -> Moving:
        words = Words(block, self.problems, MOVING)
        name, on = named(self.words, words, "named"), self.lifecycle.several(words, "on")
        sources = frozenset(map(str, words.texts("from")))
        if ("to" in words) == ("back" in words):
            text = Bilingual("请写明变为什么状态：to 或 back", "say where it moves: to or back")
            self.problems.add(block.where, text)
        back = words.text("back")
        self.lifecycle.know_of(back)
        to = read_becoming(words, "to") if "to" in words else Becoming()
        twice = frozenset(map(str, words.texts("twice")))
        return Moving(name, on, to, sources, str(back), twice, places=words.places)

    def _making(self, block: Block) -> Making:
        words = Words(block, self.problems, MAKING)
        if ("party" in words) == ("party-of" in words):
            text = Bilingual("请写明发给谁：party 或 party-of", "say who it goes to: party or party-of")
            self.problems.add(block.where, text)
        return Making(
            document=words.text("document"),
            on=self.lifecycle.one(words, "on"),
            party=words.text("party"),
            party_of=named(self.words, words, "party-of"),
            places=words.places,
        )
