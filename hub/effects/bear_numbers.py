"""A party's business number belongs permanently to one document of a type. Only a superseding document may take it."""

from collections.abc import Iterable, Mapping
from typing import Any

from hub.catalogue import parts_of
from hub.effects.current import superseded
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Document, Reference
from hub.reading.numbers import BusinessNumber, bringing, given, shared_with
from hub.reading.open_message import Opened
from hub.reading.said_by import SaidBy


def give(work: Work, document: Document, numbers: Iterable[BusinessNumber]) -> None:
    """Give a document numbers by an operator's decision; raises Rejected (HUB-432) if a number is taken.

    A number is taken if another document bears it that this one does not supersede.
    """
    for number in numbers:
        if _is_anothers(work, document, number):
            raise rejected(Code.NUMBER_TAKEN, number.kind, value=number.value)
        bear_number(work, document, number)


def refuse_borne(work: Work, document: Document, opened: SaidBy, values: Mapping[str, Any]) -> None:
    """Raise Rejected (HUB-432) for a number that another document bears, unless this document supersedes that one."""
    route = work.route(document)
    returns, names = bringing(route, document.round or 1)
    for number in given(route, opened.party, names, values):
        if _is_anothers(work, document, number):
            place = returns.sources[parts_of(number.kind)[0]].path
            raise rejected(Code.NUMBER_TAKEN, place, answers=opened.id, value=number.value)


def refuse_second(work: Work, document: Document, opened: Opened) -> None:
    """Raise Rejected (HUB-432) if what a notice names has another such notice, under whichever of its numbers.

    That is so where the notice bears the number by which it names a document: an application has one policy.
    """
    route, names = work.route(document), work.books.names
    for naming in route.names:
        for other in work.books.named_by(opened.digest, naming.name):
            numbers = shared_with(route, naming, opened.party, names.numbers(other.id))
            taken = next((number for number in numbers if _is_anothers(work, document, number)), None)
            if taken is not None:
                place = route.returns.sources[parts_of(naming.at)[0]].path
                raise rejected(Code.NUMBER_TAKEN, place, answers=opened.id, value=taken.value)


def is_borne(work: Work, earlier: Document | None, number: BusinessNumber) -> bool:
    """Whether a document bears a number that a new one brings in its form, and the new one is not made again of it."""
    own = set() if earlier is None else {earlier.id, *superseded(work, earlier)}
    return bool(work.books.names.bearers(number.key) - own)


def bear(work: Work, document: Document, opened: SaidBy, values: Mapping[str, Any]) -> None:
    """Give a document the numbers that came for it; its earlier numbers stay recorded."""
    route = work.route(document)
    names = route.references if route.is_notice else bringing(route, document.round)[1]
    for number in given(route, opened.party, names, values):
        bear_number(work, document, number)


def bear_number(work: Work, document: Document, number: BusinessNumber) -> None:
    """Record that a document bears a number, without a check. It is also found by the number's first part."""
    first, *others = parts_of(number.kind)
    if others:
        work.books.names.refer(Reference(document.id, first, number.value.partition(" ")[0]))
    work.books.names.refer(Reference(document.id, number.kind, number.value))
    work.books.names.bear(number.key, document.id)


def _is_anothers(work: Work, document: Document, number: BusinessNumber) -> bool:
    """Whether a document bears the number that this one does not supersede. The bearers must be loaded."""
    bearers = work.books.names.bearers(number.key)
    return document.id not in bearers and bool(bearers - set(superseded(work, document)))
