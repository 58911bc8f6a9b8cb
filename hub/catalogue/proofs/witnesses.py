"""Find texts that one type admits and another does not, by both types' automata: exactly, not by samples."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from hub.catalogue.mapping.schemas import Facets
from hub.catalogue.proofs.regular import Automaton, Ranges, Undecided, automaton_of, stripped

__all__ = ["Texts", "Undecided", "one_of", "texts_of", "witnesses"]
_MARKS: Final = re.compile(r"[\\|.?*+(){}\[\]^-]")
"""Characters that mean something in a pattern."""
_PREFERRED: Final = "1Aa-某 "
"""Characters that a text is made of where they do, so that people can read it."""
_STEP_LIMIT: Final = 20_000
"""Steps of one search."""
_WITNESSES: Final = 4
"""Texts that one search gives: a converter may take none of the first."""


class Texts(NamedTuple):
    """The texts that a type admits."""

    patterns: tuple[str, ...]
    shortest: int
    longest: int | None


def texts_of(facets: Facets) -> Texts:
    """The texts of a simple type whose primitive type is string."""
    return Texts(facets.patterns, facets.shortest or 0, facets.longest)


def one_of(codes: Iterable[str]) -> str:
    """The pattern of these texts and no others."""
    return "|".join(_MARKS.sub(r"\\\g<0>", code) for code in sorted(codes))


@lru_cache(maxsize=1024)
def witnesses(one: Texts, other: Texts) -> tuple[str, ...]:
    """Some texts that the one admits and the other does not; empty when there are none.

    Only texts as converters write them: not empty, and without white space at their ends. Raises Undecided.
    """
    try:
        by_pattern = _found(one, other, is_counting=False) if other.patterns else ()
    except Undecided:  # too many texts that are short: a long one may tell them apart
        return _found(one, other, is_counting=True)
    fitting = tuple(text for text in by_pattern if _has_length(one, len(text)))
    is_decided = not by_pattern or bool(fitting)
    return fitting if is_decided and (fitting or _has_lengths(other, one)) else _found(one, other, is_counting=True)


def _found(one: Texts, other: Texts, *, is_counting: bool) -> tuple[str, ...]:
    return tuple(islice(_Search(one, other, is_counting=is_counting).found(), _WITNESSES))


class _State(NamedTuple):
    inside: tuple[frozenset[int], ...]
    outside: tuple[frozenset[int], ...]
    length: int
    """Up to the greatest length that makes a difference; always 0 where lengths are not counted."""


class _Search:
    """Reads texts with the automata of both types: shortest first, or, where lengths count, one as far as it goes."""

    def __init__(self, one: Texts, other: Texts, *, is_counting: bool) -> None:
        self.one, self.other, self.is_counting = one, other, is_counting
        self.inside = [stripped(), *map(automaton_of, one.patterns)]
        self.outside = [*map(automaton_of, other.patterns)]
        self.letters = _letters([*self.inside, *self.outside])
        self.counted = _counted(one, other) if is_counting else 0
        self._known: dict[tuple[int, frozenset[int], str], frozenset[int]] = {}

    def found(self) -> Iterator[str]:
        """Each text that tells the types apart, one for each state. Raises Undecided after too many steps."""
        start = _State(_begin(self.inside), _begin(self.outside), 0)
        came: dict[_State, tuple[_State, str] | None] = {start: None}
        left, steps = deque([start]), 0
        while left:
            state = left.pop() if self.is_counting else left.popleft()
            if self._tells_apart(state):
                yield _text(state, came)
            for letter in reversed(self.letters) if self.is_counting else self.letters:
                if (steps := steps + 1) > _STEP_LIMIT:
                    raise Undecided
                after = self._after(state, letter)
                if after not in came and self._may_end(after):
                    came[after] = (state, letter)
                    left.append(after)

    def _tells_apart(self, state: _State) -> bool:
        is_one = all(a.end in s for a, s in zip(self.inside, state.inside, strict=True))
        is_other = all(a.end in s for a, s in zip(self.outside, state.outside, strict=True))
        if not self.is_counting:
            return is_one and not is_other
        fits = [_has_length(texts, state.length) for texts in (self.one, self.other)]
        return is_one and fits[0] and not (is_other and fits[1])

    def _may_end(self, state: _State) -> bool:
        """Whether the one type may admit a text that begins so."""
        longest = self.one.longest if self.is_counting else None
        return all(state.inside) and (longest is None or state.length <= longest)

    def _after(self, state: _State, letter: str) -> _State:
        inside = tuple(self._step(a, s, letter) for a, s in zip(self.inside, state.inside, strict=True))
        outside = tuple(self._step(a, s, letter) for a, s in zip(self.outside, state.outside, strict=True))
        return _State(inside, outside, min(state.length + 1, self.counted))

    def _step(self, automaton: Automaton, states: frozenset[int], letter: str) -> frozenset[int]:
        key = (id(automaton), states, letter)
        if key not in self._known:
            code = ord(letter)
            reached = (to for one in states for ranges, to in automaton.moves[one] if _holds(ranges, code))
            self._known[key] = automaton.closure(reached)
        return self._known[key]


def _counted(one: Texts, other: Texts) -> int:
    """The length up to which characters are counted: beyond it, and where it is 0, length makes no difference."""
    return max((longest or 0) + 1 for longest in (one.longest, other.longest, one.shortest, other.shortest))


def _has_length(texts: Texts, length: int) -> bool:
    return texts.shortest <= length and (texts.longest is None or length <= texts.longest)


def _has_lengths(texts: Texts, of: Texts) -> bool:
    """Whether every length that one type admits is one of the other's, as far as facets say so."""
    is_long_enough = texts.longest is None or (of.longest is not None and of.longest <= texts.longest)
    return texts.shortest <= max(of.shortest, 1) and is_long_enough


def _begin(automata: Iterable[Automaton]) -> tuple[frozenset[int], ...]:
    return tuple(one.closure([one.start]) for one in automata)


def _text(state: _State, came: dict[_State, tuple[_State, str] | None]) -> str:
    letters = list[str]()
    while (before := came[state]) is not None:
        state, letter = before
        letters.append(letter)
    return "".join(reversed(letters))


def _letters(automata: Sequence[Automaton]) -> list[str]:
    """One character for all that no automaton tells apart."""
    classes = sorted({ranges for one in automata for moves in one.moves for ranges, _ in moves})
    edges = {edge for ranges in classes for low, high in ranges for edge in (low, high + 1)}
    found: dict[tuple[bool, ...], str] = {}
    for letter in (*_PREFERRED, *(chr(edge) for edge in sorted(edges) if _is_character(edge))):
        found.setdefault(tuple(_holds(ranges, ord(letter)) for ranges in classes), letter)
    return [letter for kinds, letter in found.items() if any(kinds)]


def _is_character(code: int) -> bool:
    return code < 0xD800 or 0xE000 <= code <= 0x10FFFF


def _holds(ranges: Ranges, code: int) -> bool:
    return any(low <= code <= high for low, high in ranges)
