"""Read the patterns of XSD simple types as automata: the texts of one are then compared with those of another.

Of XSD's regular expressions (part 2, appendix F) it reads all that needs no table of Unicode's categories.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

Ranges = tuple[tuple[int, int], ...]
"""Characters, as code points from and to."""
STATE_LIMIT: Final = 20_000
"""States of one automaton: repeats inside of repeats multiply."""
_ALL: Final[Ranges] = ((0x9, 0xA), (0xD, 0xD), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
"""The characters of XML 1.0."""
_SPACE: Final[Ranges] = ((0x9, 0xA), (0xD, 0xD), (0x20, 0x20))
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", **{mark: mark for mark in r"\|.?*+(){}-[]^"}}
_BLANK: Final[Ranges] = (*_SPACE, *((one, one) for one in (0x85, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000)))
_STRIPPED: Final[Ranges] = (*_BLANK, (0x2000, 0x200A), (0x2028, 0x2029))
"""What Python takes off the ends of a text."""


class Undecided(Exception):
    """A pattern that is not read here, or that has too many states."""


class Automaton:
    """A nondeterministic automaton; its first state is 0."""

    def __init__(self) -> None:
        self.moves: list[list[tuple[Ranges, int]]] = []
        self.skips: list[list[int]] = []
        self.start = self.state()
        self.end = self.start

    def state(self) -> int:
        """A new state. Raises Undecided when there are too many."""
        if len(self.moves) >= STATE_LIMIT:
            raise Undecided
        self.moves.append([])
        self.skips.append([])
        return len(self.moves) - 1

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        """The states, and all that are reached from them without a character."""
        found, left = set[int](), list(states)
        while left:
            if (one := left.pop()) not in found:
                found.add(one)
                left += self.skips[one]
        return frozenset(found)


Part = Callable[[Automaton, int], int]
"""Adds a part of a pattern to an automaton, from a state on; gives the state behind it."""


@lru_cache(maxsize=256)
def automaton_of(pattern: str) -> Automaton:
    """The automaton of the texts that a pattern admits. Raises Undecided."""
    return _made(_Pattern(pattern).whole())


@lru_cache(maxsize=1)
def stripped() -> Automaton:
    """The automaton of texts that are not empty and have no white space at their ends, as all that converters write."""
    edge = _one_of(_without(_ALL, _STRIPPED))
    return _made(_row([edge, _repeated(_row([_repeated(_one_of(_ALL), 0, None), edge]), 0, 1)]))


def _made(part: Part) -> Automaton:
    found = Automaton()
    found.end = part(found, found.start)
    return found


def _one_of(ranges: Ranges) -> Part:
    def add(automaton: Automaton, start: int) -> int:
        end = automaton.state()
        automaton.moves[start].append((ranges, end))
        return end

    return add


def _row(parts: list[Part]) -> Part:
    def add(automaton: Automaton, start: int) -> int:
        for part in parts:
            start = part(automaton, start)
        return start

    return add


def _either(parts: list[Part]) -> Part:
    def add(automaton: Automaton, start: int) -> int:
        ends = [part(automaton, start) for part in parts]
        end = automaton.state()
        for one in ends:
            automaton.skips[one].append(end)
        return end

    return add


def _repeated(part: Part, least: int, most: int | None) -> Part:
    def add(automaton: Automaton, start: int) -> int:
        for _ in range(least):
            start = part(automaton, start)
        end = automaton.state()
        automaton.skips[start].append(end)
        if most is None:
            automaton.skips[part(automaton, end)].append(end)
        for _ in range((most or least) - least):
            start = part(automaton, start)
            automaton.skips[start].append(end)
        return end

    return add


class _Pattern:
    """One pattern, read from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def whole(self) -> Part:
        found = self._branches()
        if self.at < len(self.text):
            raise Undecided
        return found

    def _branches(self) -> Part:
        branches = [self._branch()]
        while self._takes("|"):
            branches.append(self._branch())
        return branches[0] if len(branches) == 1 else _either(branches)

    def _branch(self) -> Part:
        parts: list[Part] = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._times(self._atom()))
        return _row(parts)

    def _times(self, part: Part) -> Part:
        for mark, least, most in (("?", 0, 1), ("*", 0, None), ("+", 1, None)):
            if self._takes(mark):
                return _repeated(part, least, most)
        if not self._takes("{"):
            return part
        said = self._until("}").split(",")
        if len(said) > 2 or not all(one.isdecimal() for one in (said[0], said[-1] or "0")):
            raise Undecided
        return _repeated(part, int(said[0]), int(said[-1]) if said[-1] else None)

    def _atom(self) -> Part:
        if self._takes("("):
            inner = self._branches()
            if not self._takes(")"):
                raise Undecided
            return inner
        if self._takes("["):
            return _one_of(self._class())
        if self._takes("."):
            return _one_of(_without(_ALL, ((0xA, 0xA), (0xD, 0xD))))
        if self._next() in tuple("?*+{}]"):
            raise Undecided
        return _one_of(self._characters())

    def _class(self) -> Ranges:
        is_negated, found = self._takes("^"), list[tuple[int, int]]()
        while not self._takes("]"):
            if self._next() == "[" or (self._next() == "-" and self.text[self.at + 1 : self.at + 2] == "["):
                raise Undecided  # a class without another one
            first = self._characters()
            is_range = self._next() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", "[", "")
            if is_range and len(first) == 1 and self._takes("-"):
                first = ((first[0][0], self._characters()[-1][1]),)
            found += first
        return _without(_ALL, found) if is_negated else tuple(found)

    def _characters(self) -> Ranges:
        """One character, or those that an escape stands for."""
        if not self._next():
            raise Undecided
        mark = self._take()
        if mark != "\\":
            return ((ord(mark), ord(mark)),)
        kind = self._take() if self._next() else ""
        if kind in ("s", "S"):
            return _SPACE if kind == "s" else _without(_ALL, _SPACE)
        if kind not in _ESCAPED:
            raise Undecided  # a category of Unicode's
        return ((ord(_ESCAPED[kind]), ord(_ESCAPED[kind])),)

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _take(self) -> str:
        self.at += 1
        return self.text[self.at - 1]

    def _takes(self, mark: str) -> bool:
        is_there = self._next() == mark
        self.at += is_there
        return is_there

    def _until(self, mark: str) -> str:
        end = self.text.find(mark, self.at)
        if end < 0:
            raise Undecided
        found, self.at = self.text[self.at : end], end + 1
        return found


def _without(ranges: Ranges, taken: Iterable[tuple[int, int]]) -> Ranges:
    return tuple(_rest(ranges, sorted(taken)))


def _rest(ranges: Ranges, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first, last in ranges:
        start = first
        for low, high in taken:
            if start <= last and high >= start and low <= last:
                if low > start:
                    yield start, low - 1
                start = high + 1
        if start <= last:
            yield start, last
