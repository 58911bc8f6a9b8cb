"""Read the lifecycle of a route: its statuses, what can follow each, and the words that name statuses."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, Items, Text
from hub.catalogue.words.vocabulary import Words
from hub.model import Lifecycle, Status
from hub.text.bilingual import Bilingual
from hub.text.grammar import Grammar

_HOW_OUTCOMES_ARE_WRITTEN = Bilingual(
    "互斥的结果应写作：[状态, 状态]", "outcomes that exclude each other: [status, status]"
)


class LifecycleReader:
    """Reads `lifecycle` and `outcomes` of a route, and every word that names a status."""

    def __init__(self, words: Words, statuses: Mapping[str, Status], problems: Problems) -> None:
        self.problems = problems
        self._words = words
        self._statuses = statuses
        table = words.raw("lifecycle")
        self.table = table if isinstance(table, Block) else None
        self._outcomes = self._read_outcomes()

    def know(self, code: Text) -> str:
        """A status code; reported when this lifecycle does not have it."""
        if code and self.table and code not in self.table:
            text = Bilingual(f"此生命周期没有状态 {code}", f"status {code} is not in this lifecycle")
            self.problems.add(code.where, text)
        return str(code)

    def know_of(self, code: Text) -> None:
        """Report a code that codes/statuses.csv does not have."""
        if code and self._statuses and code not in self._statuses:
            text = Bilingual(
                f"codes/statuses.csv 中没有状态 {code}", f"there is no status {code} in codes/statuses.csv"
            )
            self.problems.add(code.where, text)

    def one(self, words: Words, word: str) -> str:
        return self.know(words.text(word))

    def several(self, words: Words, word: str) -> frozenset[str]:
        return frozenset(self.know(code) for code in words.texts(word))

    def named(self, words: Words, word: str, grammar: Grammar) -> dict[str, str]:
        """The statuses of a block, by the words in it that name them."""
        if word not in words:
            return dict.fromkeys(grammar.words, "")
        inner = Words(words.raw(word), self.problems, grammar)
        return {name: self.one(inner, name) for name in grammar.words}

    def excludes(self, one: str, other: str) -> bool:
        """Whether two statuses are outcomes that exclude each other."""
        return Lifecycle({}, self._outcomes).excludes(one, other)

    def lifecycle(self, superseded: str, sources: Collection[str]) -> Lifecycle:
        """The statuses and the moves between them.

        `superseded` is what a predecessor becomes; it follows only the statuses in `sources`, which can be made again.
        """
        codes = [str(key) for key in self.table or ()]
        following: dict[str, frozenset[str]] = {}
        for position, (code, value) in enumerate((self.table or {}).items()):
            self.know_of(code)
            named = frozenset[str]()
            if isinstance(value, Items):
                named = frozenset(str(v) for v in value)
                for odd in sorted(named - set(codes)):
                    text = Bilingual(
                        f"{code} 的后续状态 {odd} 不在此生命周期中",
                        f"{code} is followed by {odd}, which this lifecycle does not have",
                    )
                    self.problems.add(code.where, text)
            elif value in ("later", "end"):
                hidden = {superseded} if code not in sources else set()
                later = frozenset(codes[position + 1 :]) - hidden - self._excluded(str(code))
                named = later if value == "later" else frozenset()
            elif value:
                so = f": {code}: [{value}]" if value in codes else ""
                text = Bilingual(
                    f"{code} 之后应为 later、end 或状态列表{so.replace(':', '：', 1)}",
                    f"after {code}: later, end, or a list of statuses{so}",
                )
                self.problems.add(code.where, text)
            following[str(code)] = named
        return Lifecycle(MappingProxyType(following), self._outcomes)

    def _excluded(self, code: str) -> frozenset[str]:
        """The outcomes that exclude a status; `later` does not include them."""
        rows = (row for row in self._outcomes if any(code in alternative for alternative in row))
        return frozenset(s for row in rows for alternative in row if code not in alternative for s in alternative)

    def _read_outcomes(self) -> tuple[tuple[frozenset[str], ...], ...]:
        rows = self._words.raw("outcomes")
        sets: list[tuple[frozenset[str], ...]] = []
        for row in rows if isinstance(rows, Items) else ():
            if not isinstance(row, Items) or len(row) < 2 or not all(isinstance(a, Text) for a in row):
                self.problems.add(row.where, _HOW_OUTCOMES_ARE_WRITTEN)
                continue
            texts = [a for a in row if isinstance(a, Text)]
            for text in texts:
                for code in text.split():
                    self.know(Text(code, text.where))
            sets.append(tuple(frozenset(text.split()) for text in texts))
        return tuple(sets)
