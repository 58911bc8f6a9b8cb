"""How documents of each type have to do with others, read without schemas: enough to find a family, and quick."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, Items, Text, Tree, read_yaml
from hub.model import Document, Reference

_ACTS: Final = ("moves", "tells", "brings", "claims", "settles")
"""Words of a route that do something to a document that it names."""
_WHOM: Final = ("named", "each", "to")
"""Where in these words the name stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """One name by which documents of a type refer to others."""

    name: str
    documents: frozenset[str]
    """The types of the others."""
    by: frozenset[str]
    """The kinds of numbers that are given."""
    is_about: bool
    """True: the document is about the other one. False: it only rests on it, as a payment on an agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """What one type has to do with others."""

    zh: str = ""
    en: str = ""
    """The name of the type."""
    namings: tuple[Naming, ...] = ()
    needs: frozenset[str] = frozenset()
    """Types of which the enterprise must have a document with the same party."""
    awaits: Mapping[str, str] = field(default_factory=dict)
    """Who is waited for in a status, if it is not the party: `enterprise` or `document`."""

    def naming(self, kind: str) -> Naming | None:
        """The naming whose references are of this kind."""
        return next((one for one in self.namings if one.name == kind), None)

    def lends(self, kind: str) -> bool:
        """Whether a number of this kind, on a document of the type, is that of a document that it names."""
        return any(kind in one.by for one in self.namings)

    def rests_by(self, kind: str) -> bool:
        """Whether it is that of documents that it rests on, and of no other that it names."""
        found = [one.is_about for one in self.namings if kind in one.by]
        return bool(found) and not any(found)


NO_KIN: Final = Kin()


class Kinship(dict[str, Kin]):
    """By type. A type without a route has nothing to do with others."""

    def __missing__(self, type_: str) -> Kin:
        return NO_KIN

    def about(self, document: Document) -> list[tuple[str, str]]:
        """The references that documents about this one have: kind and value."""
        return [(one.name, document.id) for one in self._onto(document.type) if one.is_about]

    def resting(self, document: Document) -> list[tuple[str, str]]:
        """The references that documents have which rest on this one."""
        return [(one.name, document.id) for one in self._onto(document.type) if not one.is_about]

    def is_resting(self, document: Document, reference: Reference) -> bool:
        """Whether a document refers to another one only because it rests on it."""
        naming = self[document.type].naming(reference.kind)
        return naming is not None and not naming.is_about

    def is_about(self, document: Document, reference: Reference) -> bool:
        """Whether a document refers to another one that it is about."""
        naming = self[document.type].naming(reference.kind)
        return naming is not None and naming.is_about

    def needing(self, type_: str) -> list[str]:
        """The types that need a document of this type."""
        return [name for name, kin in self.items() if type_ in kin.needs]

    @property
    def lent(self) -> list[tuple[str, str]]:
        """Type and kind of all numbers that documents have because another one, which they name, bears them."""
        return sorted({(name, kind) for name, kin in self.items() for one in kin.namings for kind in one.by})

    def _onto(self, type_: str) -> Iterator[Naming]:
        for kin in self.values():
            yield from (one for one in kin.namings if type_ in one.documents)


def read_kinship(files: Iterable[Path]) -> Kinship:
    """By document type. Of files of one name the last counts; a file that cannot be read is left out."""
    blocks = {path.stem: read_yaml(path, path.stem, Problems()) for path in {p.stem: p for p in files}.values()}
    routes = {type_: block for type_, block in blocks.items() if block is not None}
    accounts = {_text(key) for route in routes.values() for key in _account(route.word("figures"))[:1]}
    givers = {name: frozenset(t for t, r in routes.items() if _gives(r, name)) for name in accounts}
    return Kinship({type_: _kin(type_, route, givers) for type_, route in routes.items()})


def _kin(type_: str, route: Block, givers: Mapping[str, frozenset[str]]) -> Kin:
    done_to = {_text(row.word(word)) for act in _ACTS for row in _rows(route.word(act)) for word in _WHOM}
    is_told = _text(route.word("direction")) == "party-to-portal"
    names = route.word("names")
    namings = names.items() if isinstance(names, Block) else ()
    return Kin(
        zh=_text(route.word("zh")),
        en=_text(route.word("en")),
        namings=tuple(
            _naming(name, row, is_told or name in done_to) for name, row in namings if isinstance(row, Block)
        ),
        needs=frozenset(_needs(route, givers)) - {type_},
        awaits=dict(_awaits(route)),
    )


def _naming(name: str, row: Block, is_about: bool) -> Naming:
    return Naming(
        name=str(name),
        documents=frozenset(_texts(row.word("document"))),
        by=frozenset({_text(row.word("by")), _text(row.word("or-by"))} - {""}),
        is_about=is_about,
    )


def _needs(route: Block, givers: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The types that must be there, and those that give an account its figures, where amounts of it are claimed."""
    for row in _rows(route.word("requires")):
        yield from _texts(row.word("exists"))
    for row in _rows(route.word("claims")):
        account = _account(row)
        if account and row.word("amount") is not None:
            yield from givers.get(_text(account[0]), ())


def _gives(route: Block, account: str) -> bool:
    """Whether a portal asks for such an account by a document of this type."""
    named = _account(route.word("figures"))
    return bool(named) and _text(named[0]) == account and _text(route.word("direction")) == "portal-to-party"


def _account(row: Tree | None) -> list[Tree]:
    on = row.word("on") if isinstance(row, Block) else None
    return list(on) if isinstance(on, Items) else []


def _awaits(route: Block) -> Iterator[tuple[str, str]]:
    for row in _rows(route.word("deadlines")):
        if whom := _text(row.word("awaits")):
            yield from ((code, whom) for code in _texts(row.word("in")))


def _rows(tree: Tree | None) -> list[Block]:
    """The blocks of a word that has one or several."""
    several = tree if isinstance(tree, Items) else [tree]
    return [row for row in several if isinstance(row, Block)]


def _text(tree: Tree | None) -> str:
    return str(tree) if isinstance(tree, Text) else ""


def _texts(tree: Tree | None) -> list[str]:
    return [str(one) for one in (tree if isinstance(tree, Items) else [tree]) if isinstance(one, Text)]
