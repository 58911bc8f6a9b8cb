"""Let messages move tracks: of the document that bears the number now, whichever message brought the news."""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.catalogue import Route, Telling
from hub.effects.current import bearing_now, is_made_again, superseded
from hub.effects.move_track import move_track
from hub.effects.names import FOREIGN
from hub.effects.work import Work
from hub.model import Cause, Document
from hub.reading.numbers import BusinessNumber, bringing, given


def tell_tracks(work: Work, document: Document, cause: Cause, values: Mapping[str, Any]) -> None:
    """Let what a message about a document says move the tracks that it is about."""
    for telling in work.route(document).tells:
        if not (status := telling.status(values)):
            continue
        for target in list(_targets(work, document, telling, values)):
            track = work.route(target).track(telling.track)
            assert track is not None  # proved when the catalogue was loaded
            move_track(work, target.id, track, status, cause, telling.brought(values))


def tell_own_tracks(work: Work, document: Document, cause: Cause) -> None:
    """Give a document what its party has said of it under numbers that it bears only now, as an operator decided.

    A track never goes back, so what was told before changes nothing.
    """
    own = [telling for telling in work.route(document).tells if not telling.named]
    for row in work.books.trails.past(document.id) if own else ():
        values = row.returned if row.cause.kind == "receipt" else {}
        if any(document.id in bearers for bearers in _bearers(work, document, values)):
            for telling in own:
                track = work.route(document).track(telling.track)
                if track is not None and (status := telling.status(values)):
                    move_track(work, document.id, track, status, cause, {})


def join_tracks(work: Work, document: Document, cause: Cause) -> None:
    """Give a document that has come to bear a number what was told of the number before.

    That is the tracks of the documents that it supersedes, and notices that named the number when nobody bore it. One
    that an operator lets stand is not superseded: its tracks are its own. So are those of one whose number from the
    party this document does not bear.
    """
    trails = work.books.trails
    if not work.route(document).tracks:
        return
    for track in work.route(document).tracks:
        for earlier in [trails.document(id_) for id_ in superseded(work, document)]:
            status, _ = earlier.on_track(track.name)
            if status and bearing_now(work, earlier).id == document.id:
                said = Cause("document", f"{earlier.id}:{earlier.seq}", cause.digest)
                move_track(work, document.id, track, status, said, {})
    for teller, telling in list(_earlier(work, document)):
        said = Cause("document", f"{teller.id}:{teller.seq}", teller.content)
        values = trails.returned(teller.id)
        told_of = work.route(document).track(telling.track)
        if told_of is not None and (status := telling.status(values)):
            move_track(work, document.id, told_of, status, said, telling.brought(values))


def _targets(work: Work, document: Document, telling: Telling, values: Mapping[str, Any]) -> Iterator[Document]:
    """The documents of which a message tells; none if it names a number that neither they nor their kin bear."""
    if telling.named:
        yield from (bearing_now(work, one) for one in work.books.named_by(document.id, telling.named))
    elif not (bearers := _bearers(work, document, values)):
        yield bearing_now(work, document)
    else:
        now = {found.id: found for ids in bearers for found in _bearing_now(work, document, ids)}
        yield from now.values()


def _bearers(work: Work, document: Document, values: Mapping[str, Any]) -> list[set[str]]:
    """For each number that a message names for its document: the ids of the documents that bear it."""
    route = work.route(document)
    names = route.references if route.is_notice else bringing(route, document.round)[1]
    return [set(work.books.names.bearers(n.key)) for n in given(route, document.party, names, values)]


def _bearing_now(work: Work, document: Document, bearers: set[str]) -> Iterator[Document]:
    """The kin of a document among the bearers of a number, or those that took the number over from them."""
    for one in (work.books.trails.find(id_) for id_ in sorted(bearers)):
        if one is not None and (is_made_again(work, one, document) or is_made_again(work, document, one)):
            yield bearing_now(work, one)


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
