"""Read the documents on whose tracks a party's messages may tell something, and the notices that told it before."""

from collections.abc import Collection, Iterable, Iterator

from hub.catalogue import Catalogue, Route
from hub.effects.work import Work
from hub.loading.load_bearers import load_ancestors
from hub.loading.load_relations import Mention, load_facts, named_recorded
from hub.model import Document, made_id
from hub.ports import Unit
from hub.reading.numbers import BusinessNumber


def numbers_told(
    unit: Unit, catalogue: Catalogue, documents: Iterable[Document], mentions: Iterable[Mention]
) -> list[BusinessNumber]:
    """The numbers under which something is told of tracks, or is announced in versions.

    They are the numbers of these documents, and those of what notices may name.
    """
    routes = catalogue.routes
    tracked = {d.id: d for d in documents if routes[d.type].tracks or routes[d.type].comes_in_versions}
    borne = unit.references(sorted(tracked)) if tracked else []
    found = [
        BusinessNumber(document.type, reference.kind, document.party, reference.value)
        for reference in borne
        if reference.kind in set(_kinds(routes[(document := tracked[reference.document]).type]))
    ]
    optional = (m for m in mentions if m.naming.is_optional)
    may_be = (
        BusinessNumber(type_, mention.naming.by, mention.party, number)
        for mention in optional
        for type_ in mention.naming.documents
        for number in mention.numbers
    )
    return [*found, *may_be]


def bearing(unit: Unit, catalogue: Catalogue, numbers: Collection[BusinessNumber]) -> list[Document]:
    """The documents with tracks or versions that bear one of these numbers, and what was made of these documents."""
    wanted = _of_tracked(catalogue, numbers)
    found = {d.id: d for _, d in unit.numbered(wanted)} if wanted else {}
    known = [d for d in found.values() if d.type in catalogue.routes and _is_versioned(catalogue.routes[d.type])]
    made = [made_id(d, one.made) for d in known if (one := catalogue.routes[d.type].corrected) is not None]
    return [*known, *(unit.documents(sorted(made)) if made else ())]


def _is_versioned(route: Route) -> bool:
    """Whether later messages can say more of a document under its numbers."""
    return bool(route.tracks or route.versions or route.is_announced_again)


def load_tracks(unit: Unit, work: Work, numbers: Collection[BusinessNumber]) -> None:
    """Read what bears these numbers, and the notices that tell of them, each with its facts.

    The caller has locked the keys of the numbers, and the documents that bear them.
    """
    books, catalogue = work.books, work.catalogue
    wanted = _of_tracked(catalogue, numbers)
    found = [(r, d) for r, d in unit.numbered(wanted) if d.type in catalogue.routes] if wanted else []
    documents = {d.id: d for _, d in found}
    books.trails.load([d for d in documents.values() if not books.trails.holds(d.id)])
    if unread := [d for d in documents.values() if not books.names.numbers(d.id)]:
        load_facts(unit, books, unread, catalogue)
        books.names.load(named_recorded(unit, unread, catalogue))
    load_ancestors(unit, books, list(documents.values()))
    for reference, document in found:
        number = BusinessNumber(document.type, reference.kind, document.party, reference.value)
        books.names.bear(number.key, document.id)


def _of_tracked(catalogue: Catalogue, numbers: Iterable[BusinessNumber]) -> set[tuple[str, str]]:
    """Kind and value of the numbers that such documents bear."""
    return {(n.kind, n.value) for n in numbers if (r := catalogue.routes.get(n.type)) and _is_versioned(r)}


def _kinds(route: Route) -> Iterator[str]:
    """The kinds of numbers by which documents of a route are told: those that parties give, and those of the form."""
    yield from route.references
    yield from (number.name for number in route.numbers)
    for leg in route.legs:
        yield from leg.answers.references if leg.answers else ()
