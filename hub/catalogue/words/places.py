"""Places in files, and the problems found there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


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
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass
class Problems:
    """Everything that is wrong with a catalogue, sorted by file and line. The hub does not start with a problem."""

    found: list[Problem] = field(default_factory=list)

    def add(self, where: Where, text: str) -> None:
        if (problem := Problem(where.file, where.line, text)) not in self.found:
            self.found.append(problem)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self.found))

    def __len__(self) -> int:
        return len(self.found)
