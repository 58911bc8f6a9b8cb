"""The versions of one thing: which of them counts now, and under which keys rights on the thing are held."""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.catalogue import Route, alike, is_blank
from hub.effects.work import Work
from hub.model import Document, Reference, newest_last
from hub.reading.numbers import BusinessNumber


def current_of(work: Work, document: Document) -> Document:
    """The version that counts now of what a document announces; the document itself if its type has no versions.

    The document's numbers and their bearers must be loaded.
    """
    return bearing_now(work, document) if work.route(document).comes_in_versions else document


def bearing_now(work: Work, document: Document) -> Document:
    """The document that bears the numbers of this one now: it, or the newest that took a number over from it.

    Of a document that got a number from its party that is one with this number: what its form says too, others can say.
    """
    trails, route = work.books.trails, work.route(document)
    found = {document.id: document}
    for number in given_to(work, document) or work.books.names.numbers(document.id):
        key = BusinessNumber(route.document, number.kind, document.party, number.value).key
        bearers = (trails.find(id_) for id_ in work.books.names.bearers(key))
        found |= {d.id: d for d in bearers if d is not None and document.id in superseded(work, d)}
    return newest_last(found.values())[-1]


def given_to(work: Work, document: Document) -> list[Reference]:
    """The numbers that a document got from its party; not those that its form brought."""
    route = work.route(document)
    kinds = {*route.references, *(n for leg in route.legs if leg.answers for n in leg.answers.references)}
    return [number for number in work.books.names.numbers(document.id) if number.kind in kinds]


def superseded(work: Work, document: Document) -> Iterator[str]:
    """The predecessors of this document, nearest first, as long as each has the status for replaced documents.

    An earlier version is replaced with the record of the next. An operator may let a replaced document stand: then it
    keeps its numbers.
    """
    route, trails = work.route(document), work.books.trails
    earlier = trails.find(document.again_of)
    is_version = route.comes_in_versions
    while earlier is not None and (is_version or (route.again and earlier.status == route.again.becomes)):
        yield earlier.id
        earlier = trails.find(earlier.again_of)


def is_made_again(work: Work, document: Document, earlier: Document) -> bool:
    """Whether a document was made again from an earlier one, in one step or several, or is that one."""
    above: Document | None = document
    while above is not None and above.id != earlier.id:
        above = work.books.trails.find(above.again_of)
    return above is not None


def versions_of(work: Work, document: Document) -> Iterator[Document]:
    """A document and the versions before it, newest first. They must be loaded."""
    above: Document | None = document
    while above is not None:
        yield above
        above = work.books.trails.find(above.again_of) if work.route(above).comes_in_versions else None


def first_of(work: Work, document: Document) -> Document:
    """The first version of what a document announces; the document itself if its type has no versions."""
    return list(versions_of(work, document))[-1]


def keys_on(work: Work, resource: str, document: Document) -> list[str]:
    """The keys under which rights on a named document are held. New claims are on the first of them.

    That is the key of the first version, so all versions share it. Claims of older hubs are on the version that was
    named.
    """
    return [f"{resource}:{version.id}" for version in reversed(list(versions_of(work, document)))]


def said_anew(work: Work, named: Document, current: Document) -> Mapping[str, Any]:
    """The values in which the party's newer version differs from the version that was named; without blank ones."""
    before, now = (work.books.trails.announced(version.id) for version in (named, current))
    return {name: value for name, value in now.items() if not is_blank(value) and not alike(before.get(name), value)}


def has_versions(routes: Mapping[str, Route], types: tuple[str, ...]) -> bool:
    """Whether documents of one of these types come in versions."""
    return any(routes[type_].comes_in_versions for type_ in types)
