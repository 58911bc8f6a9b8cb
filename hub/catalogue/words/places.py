"""Places in files, and the problems found there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hub.errors import OperatorError
from hub.text.bilingual import Bilingual


class Where(NamedTuple):
    """A line of a file, counted from 1."""

    file: str
    line: int


@dataclass(frozen=True)
class Places:
    """Where the words of one block of a file stand: compiled values keep them, so that proofs need no text."""

    block: Where
    words: Mapping[str, Where] = field(default_factory=dict)

    def at(self, word: str) -> Where:
        """The place of a word; the block's own place when the word is missing."""
        return self.words.get(word, self.block)


class Problem(NamedTuple):
    """One thing that does not fit, and the line where to mend it."""

    file: str
    line: int
    text: Bilingual

    @classmethod
    def of(cls, where: Where, error: OperatorError) -> "Problem":
        """The problem that an error describes, with the error's code in both languages."""
        return cls(*where, error.wording.by_language)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text.fixed}"


@dataclass
class Problems:
    """Everything that is wrong with a catalogue, sorted by file and line. The hub does not start with a problem."""

    found: list[Problem] = field(default_factory=list)
    reported: int = 0
    """How often something was reported: a step is sound if this has not changed.

    What several files rest on is found once, and reported for each of them.
    """

    def add(self, where: Where, text: Bilingual) -> None:
        self.reported += 1
        if (problem := Problem(where.file, where.line, text)) not in self.found:
            self.found.append(problem)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self.found, key=lambda one: (one.file, one.line, one.text.en)))

    def __len__(self) -> int:
        return len(self.found)
