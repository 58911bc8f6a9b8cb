"""Let messages move tracks: of the document that bears the number now, whichever message brought the news."""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.catalogue import Route, Telling
from hub.effects.current import bearing_now
from hub.effects.move_track import move_track
from hub.effects.names import FOREIGN
from hub.effects.work import Work
from hub.model import Cause, Document
from hub.reading.numbers import BusinessNumber


def tell_tracks(work: Work, document: Document, cause: Cause, values: Mapping[str, Any]) -> None:
    """Let what a message about a document says move the tracks that it is about."""
    for telling in work.route(document).tells:
        if not (status := telling.status(values)):
            continue
        for target in _targets(work, document, telling):
            track = work.route(target).track(telling.track)
            assert track is not None  # proved when the catalogue was loaded
            move_track(work, target.id, track, status, cause, telling.brought(values))


def join_tracks(work: Work, document: Document, cause: Cause) -> None:
    """Give a document that has come to bear a number what was told of the number before.

    That is the tracks of the documents that it supersedes, and notices that named the number when nobody bore it.
    """
    trails = work.books.trails
    if not work.route(document).tracks:
        return
    for track in work.route(document).tracks:
        earlier = trails.find(document.again_of)
        while earlier is not None:
            status, _ = earlier.on_track(track.name)
            if status:
                said = Cause("document", f"{earlier.id}:{earlier.seq}", cause.digest)
                move_track(work, document.id, track, status, said, {})
            earlier = trails.find(earlier.again_of)
    for teller, telling in list(_earlier(work, document)):
        said = Cause("document", f"{teller.id}:{teller.seq}", teller.content)
        values = trails.returned(teller.id)
        told_of = work.route(document).track(telling.track)
        if told_of is not None and (status := telling.status(values)):
            move_track(work, document.id, told_of, status, said, telling.brought(values))


def _targets(work: Work, document: Document, telling: Telling) -> Iterator[Document]:
    named = work.books.named_by(document.id, telling.named) if telling.named else [document]
    yield from (bearing_now(work, one) for one in named)


def _earlier(work: Work, document: Document) -> Iterator[tuple[Document, Telling]]:
    """The loaded notices that tell of a number of a document and name no document by it."""
    for number in work.books.names.numbers(document.id):
        for route, telling in tellers_of(work.catalogue.routes, document.type, number.kind):
            key = BusinessNumber(route.document, number.kind, document.party, number.value).key
            for id_ in sorted(work.books.names.bearers(key)):
                teller = work.books.trails.find(id_)
                if teller is not None and not _names(work, teller, telling):
                    yield teller, telling


def _names(work: Work, teller: Document, telling: Telling) -> bool:
    """Whether a notice named a document when it was recorded. What it told was applied then."""
    return any(id_ and id_ != FOREIGN for id_ in work.books.names.named(teller.id, telling.named))


def tellers_of(routes: Mapping[str, Route], type_: str, kind: str) -> Iterator[tuple[Route, Telling]]:
    """The notices that tell of a type of documents by a kind of number, and need not find one."""
    for route in routes.values():
        for telling in route.tells if route.is_notice else ():
            naming = route.naming(telling.named) if telling.named else None
            if naming is not None and naming.is_optional and type_ in naming.documents and naming.by == kind:
                yield route, telling
