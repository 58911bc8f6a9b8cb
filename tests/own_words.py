"""The words that a portal with a shape of its own must never meet, and what is wrong with a refusal in its words."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

from rig import catalogue

from hub.catalogue import CodeList, PortalShape, Returned, Route
from hub.catalogue.mapping.portal_shapes import EVENT
from hub.errors import Code
from hub.model import Fault

SHAPES = {portal: shape for portal in catalogue().portals if (shape := catalogue().shape_of(portal)) is not None}
TOLD = [(portal, type_) for portal in SHAPES for type_ in catalogue().routes if portal in catalogue().carriers(type_)]
WRITTEN = [(portal, type_) for portal, type_ in TOLD if type_ in SHAPES[portal].forms]
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
OURS = re.compile(r"[a-z]+(?:-[a-z]+)*")
"""A code that is a word of the hub's: not `CNY`, `2200` or `K001`, which everybody writes."""
CARDS = ("operator", "legal-person", "account")
FAULT = {"field": "f", "code": "HUB-201", "zh": "某", "en": "x"}
FILE = {"sha256": "0" * 64, "size": 3, "content": "QUJD"}
Values = Mapping[str, Returned]
OF_NAMES = {
    *("an", "object", "text", "time", "number"),
    *(word for route in catalogue().routes.values() for word in WORD.findall(route.en)),
    *(
        word
        for codes in catalogue().lists.values()
        for label in codes.labels_en.values()
        for word in WORD.findall(label)
    ),
}
"""English words that stand in sentences as parts of names and kinds."""


@cache
def words_of(portal: str, type_: str) -> frozenset[str]:
    """Every word of the hub's form and events of a type: names of fields, types, parties and cards, and codes."""
    route = catalogue().routes[type_]
    others = {name for naming in route.names for name in naming.documents} | {need.document for need in route.requires}
    spoken = [route, *(catalogue().routes[name] for name in sorted(others))]
    steps = {step for one in spoken for path in (*catalogue().plain.unknown.theirs, *_paths(one)) for step in path}
    codes = {code for codes in _lists(route) for code in (codes.name, *codes.to_wire) if OURS.fullmatch(code)}
    events = {*EVENT, *FAULT, *FILE, *(name for one in spoken for name in _names(one.returned))}
    kinds = {*catalogue().carriers(route.document), *catalogue().routes, *catalogue().parties, *CARDS}
    return frozenset((steps | codes | events | kinds) - {portal} - theirs(SHAPES[portal], route))


def theirs(shape: PortalShape, route: Route) -> set[str]:
    """Words that the portal's file says."""
    form = shape.forms.get(route.document, shape.unknown)
    said = {step for path in (*form.theirs.values(), *shape.event.values()) for step in path} | {*shape.names.values()}
    kinds = (shape.types, shape.parties, shape.cards, shape.tracks, shape.statuses, shape.truths)
    return said | {code for values in kinds for code in values.ours}


def _paths(route: Route) -> list[tuple[str, ...]]:
    plain = catalogue().plain.forms.get(route.document)
    return list(plain.theirs) if plain is not None else []


def _lists(route: Route) -> Iterator[CodeList]:
    """The code lists of a type's form and of what comes back."""
    yield from (route.first_form.lists_of_codes if route.first_form else {}).values()
    yield from _lists_inside(route.returned)


def _lists_inside(sources: Values) -> Iterator[CodeList]:
    for source in sources.values():
        yield from (source.converter.codes,) if source.converter.codes is not None else ()
        yield from _lists_inside(source.inner.sources) if source.inner is not None else ()


def _names(sources: Values) -> Iterator[str]:
    for name, source in sources.items():
        yield name
        yield from _names(source.inner.sources) if source.inner is not None else ()


def leaked(found: Iterable[Fault], words: Collection[str]) -> dict[str, set[str]]:
    """Words of the hub's in what a portal is told, by code.

    But those that the sentence itself is made of, and the English names of documents and codes.
    """
    said: dict[str, set[str]] = {}
    for one in found:
        own = set(WORD.findall(Code(one.code).meaning.en)) | OF_NAMES
        told = set(WORD.findall(one.zh)) | (set(WORD.findall(one.en)) - own) | set(WORD.findall(one.field))
        if told & set(words):
            said.setdefault(f"{one.code} {one.field}: {one.zh} {one.en}", set()).update(told & set(words))
    return said
