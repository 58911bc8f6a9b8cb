"""All tables of words, by name; and where the files of a catalogue use each word."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hub.catalogue import FILE_KINDS, MAPPINGS, POLICY, FileKind
from hub.simulate.words import SCRIPT
from hub.text.grammar import BlockOf, Either, Grammar, Kind, ListOf, Scalar, TableOf

KINDS_OF_FILES = (*FILE_KINDS, POLICY, FileKind("script", "", BlockOf(SCRIPT)))
"""Those of a catalogue, the policy of a home, and the script of simulated parties, which stands anywhere."""
Tree = Any
"""A file, read as texts, lists and mappings."""


class Use(NamedTuple):
    """One word in a file, with its value."""

    table: str
    word: str
    value: Tree


def tables_of(kinds: Iterable[Kind]) -> dict[str, list[Grammar]]:
    """The tables that values of these kinds are read by. Routes have one for each direction under one name."""
    found: dict[str, list[Grammar]] = {}
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop(0)
        if isinstance(kind, BlockOf) and kind.grammar not in found.get(kind.grammar.name, []):
            found.setdefault(kind.grammar.name, []).append(kind.grammar)
            waiting += [word.kind for word in kind.grammar.words.values()]
        waiting += inside(kind)
    return found


def merged(grammars: Iterable[Grammar]) -> dict[str, Kind]:
    """The words of tables of one name; a word that differs between them may be of either kind."""
    found: dict[str, list[Kind]] = {}
    for grammar in grammars:
        for word in grammar.words.values():
            if word.kind not in found.setdefault(word.name, []):
                found[word.name].append(word.kind)
    return {name: kinds[0] if len(kinds) == 1 else Either(tuple(kinds)) for name, kinds in found.items()}


def inside(kind: Kind) -> list[Kind]:
    """The kinds that a kind is made of; those of a block's words are not among them."""
    if isinstance(kind, Either):
        return list(kind.kinds)
    if isinstance(kind, ListOf | TableOf):
        return [kind.of]
    return [MAPPINGS[kind]] if isinstance(kind, Scalar) and kind in MAPPINGS else []


def uses(kind: Kind, tree: Tree) -> Iterator[Use]:
    """Every word in a value, the outer ones first."""
    if isinstance(kind, BlockOf) and isinstance(tree, Mapping):
        for word, value in tree.items():
            if word in kind.grammar.words:
                yield Use(kind.grammar.name, word, value)
                yield from uses(kind.grammar.words[word].kind, value)
    elif isinstance(kind, Either):
        yield from uses(_fitting(kind, tree), tree)
    elif isinstance(kind, ListOf) and isinstance(tree, list):
        yield from (use for item in tree for use in uses(kind.of, item))
    elif isinstance(kind, TableOf) and isinstance(tree, Mapping):
        yield from (use for item in tree.values() for use in uses(kind.of, item))
    elif isinstance(kind, Scalar) and kind in MAPPINGS:
        yield from uses(MAPPINGS[kind], tree)


def _fitting(either: Either, tree: Tree) -> Kind:
    """Of several kinds the one that such a value is; of several blocks the one that knows most of its words."""

    def known(kind: Kind) -> int:
        if isinstance(kind, BlockOf):
            return len(tree.keys() & kind.grammar.words.keys()) - len(tree.keys() - kind.grammar.words.keys())
        return 0

    if isinstance(tree, Mapping):
        fitting = [k for k in either.kinds if isinstance(k, BlockOf | TableOf) or k in MAPPINGS]
        return max(fitting, key=known, default=either.kinds[0])
    wanted = ListOf if isinstance(tree, list) else Scalar
    return next((kind for kind in either.kinds if isinstance(kind, wanted)), either.kinds[0])
