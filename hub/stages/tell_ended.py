"""Say that what figures are about is over: on each document that brought such figures, to its portal."""

from collections.abc import Collection, Iterator
from datetime import date

from hub.catalogue import Catalogue, Ending
from hub.model import Books, Cause, Document, Transition
from hub.ports import Standing, Unit
from hub.stages.move_status import portals_of
from hub.xml.times import end_of

ENDED = "ended"


def tellers_of(unit: Unit, catalogue: Catalogue, documents: Collection[Document]) -> list[Document]:
    """The documents that tell it, where the figures of one of these are over."""
    wanted = {(d.enterprise, d.party, ending.document) for d, ending in _endings(catalogue, documents)}
    asked = [Standing(type_, uscc, _bringing(catalogue, type_)) for uscc, _, type_ in sorted(wanted)]
    found = unit.standing(asked) if asked else []
    return [d for d in found if (d.enterprise, d.party, d.type) in wanted]


def tell_ended(books: Books, catalogue: Catalogue, about: Document, trails: Collection[Transition]) -> None:
    """Tell it once for each last day; figures that came meanwhile may have another, or none."""
    for document, ending in _endings(catalogue, [about]):
        figures = catalogue.routes[document.type].figures
        assert figures is not None
        route = catalogue.routes[ending.document]
        key = route.resource_key(figures.resource, document.enterprise, document.party)
        last = books.claims.resource(key).figures.get(ending.after)
        if last is None or end_of(date.fromisoformat(last)) > books.now:
            continue
        said = {t.document for t in trails if t.track == ending.track and t.detail.get(ENDED) == last}
        for teller in books.trails.standing(ending.document, document.enterprise):
            if teller.party == document.party and teller.id not in said and _has_brought(catalogue, teller):
                _tell(books, catalogue, teller, ending, last)


def _tell(books: Books, catalogue: Catalogue, document: Document, ending: Ending, last: str) -> None:
    detail = {"observed": ENDED, "event": ending.status, ENDED: last, "returned": {ending.after: last}}
    cause = Cause("clock", "figures", document.payload)
    told = books.trails.append(document.id, document.status, cause, detail, track=ending.track)
    for portal in portals_of(books, catalogue.routes[document.type], document):
        books.post.promise_event(document.id, told.seq, portal)


def _endings(catalogue: Catalogue, documents: Collection[Document]) -> Iterator[tuple[Document, Ending]]:
    for document in documents:
        figures = catalogue.routes[document.type].figures
        if figures is not None and figures.ends is not None:
            yield document, figures.ends


def _bringing(catalogue: Catalogue, type_: str) -> frozenset[str]:
    figures = catalogue.routes[type_].figures
    return figures.when if figures else frozenset()


def _has_brought(catalogue: Catalogue, document: Document) -> bool:
    return document.status in _bringing(catalogue, document.type)
