"""Write out the short forms of a route's file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hub.catalogue.mapping.schemas import NO_SHAPE, Schema, Shape
from hub.catalogue.pages.lifecycles import Beginning
from hub.catalogue.short.blocks import with_rows
from hub.catalogue.short.lifecycles import write_codes, write_deadlines, write_lifecycle
from hub.catalogue.short.maps import BESIDE, write_map
from hub.catalogue.short.returns import write_returns
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, Text
from hub.model import Status

_LATER = ("but",)
"""The words beside `map: same` of a later message: it is filled from the document's own form."""
_BESIDE: Mapping[str, tuple[str, ...]] = {"inquiry": _LATER, "shares": BESIDE}


@dataclass(frozen=True)
class Known:
    """What the short forms of a route are written out with."""

    schema: Schema
    lists: Collection[str]
    """The names of the code lists."""
    statuses: Mapping[str, Status]
    beginnings: Mapping[str, Beginning]


def write_out(route: Block, known: Known, problems: Problems) -> Block:
    """The same route without short forms; lines that are written out stand where their short form stands."""
    route = write_lifecycle(route, known.beginnings, problems)
    route = write_deadlines(route, known.statuses, problems)
    if "returns" in route:
        route = write_returns(route, _shape(route, known), known.lists, problems)
    else:
        route = _leg(route, known, problems)
    if isinstance(then := route.word("then"), Block):
        route = with_rows(route, {"then": _leg(then, known, problems, beside=_LATER)})
    for word in _BESIDE:
        if isinstance(beside := route.word(word), Block):
            shape, words = _shape(beside, known), _BESIDE[word]
            route = with_rows(route, {word: write_map(beside, shape, known.lists, problems, beside=words)})
    return route


def _leg(leg: Block, known: Known, problems: Problems, *, beside: tuple[str, ...] = BESIDE) -> Block:
    """A leg with its mapping and its receipts in full."""
    leg = write_map(leg, _shape(leg, known), known.lists, problems, beside=beside)
    receipts = leg.word("receipts")
    if not isinstance(receipts, Block):
        return leg
    receipts = write_returns(write_codes(receipts, problems), _shape(receipts, known), known.lists, problems)
    return with_rows(leg, {"receipts": receipts})


def _shape(block: Block, known: Known) -> Shape:
    """The shape of the element that a block names; an empty shape where the schema has none."""
    element = block.word("element")
    return (known.schema.shape(element) if isinstance(element, Text) else None) or NO_SHAPE
