"""Bring facts of one document to another: what customs decides about a change or a refund is about its guarantee."""

from collections.abc import Mapping
from typing import Any

from hub.catalogue import Bringing, Route, form_values, is_blank, lookup
from hub.effects.concerned import concern_anew
from hub.effects.dispute import dispute
from hub.effects.end_tracks import extend_tracks
from hub.effects.move_other import follows_from
from hub.effects.portals import portals_of
from hub.effects.work import Work
from hub.model import BROUGHT, Cause, Document, Transition


def bring_facts(work: Work, transition: Transition) -> None:
    """Bring the facts that go with a status of a document to the documents that it names."""
    document = work.books.trails.document(transition.document)
    route, as_of = work.route(document), int(transition.detail.get("as_of", transition.at))
    for bringing in route.brings:
        if transition.after in bringing.on:
            for other in work.books.named_by(document.id, bringing.named):
                bring(work, other, _values(work, route, document, bringing), as_of, follows_from(transition))
                if bringing.count and document.again_of is None:
                    _count(work, other, bringing.count, follows_from(transition))


def bring_news(work: Work, document: Document, news: Mapping[str, Any], as_of: int, cause: Cause) -> None:
    """Take what a later answer says anew: for the document itself, and for those to which it brings such values."""
    if not news:
        return
    bring(work, document, news, as_of, cause)
    for bringing in work.route(document).brings:
        if document.status in bringing.on:
            values = {name: news[n] for name, (way, *_) in bringing.values.items() if (n := _returned(way)) in news}
            for other in work.books.named_by(document.id, bringing.named):
                bring(work, other, values, as_of, cause)


def bring(work: Work, document: Document, values: Mapping[str, Any], as_of: int, cause: Cause) -> None:
    """Record facts of a document by their party's own time: older ones never overwrite newer ones.

    Different facts of one time are a dispute. Portals are told of facts that are new to the document.
    """
    trails = work.books.trails
    known = trails.returned(document.id)
    newer = {name: value for name, value in values.items() if as_of > trails.as_of(document.id, name)}
    if newer:
        _record(work, document, {"returned": newer, "as_of": str(as_of)}, cause)
    elif any(as_of == trails.as_of(document.id, n) and v != known.get(n) for n, v in values.items()):
        dispute(work, document, cause, {"observed": "other-values", "returned": dict(values)})


def _count(work: Work, document: Document, name: str, cause: Cause) -> None:
    """Add one to a number of the document. Its time stays that of the party's own count, which overrules it."""
    counted = int(work.books.trails.returned(document.id).get(name) or 0) + 1
    _record(work, document, {"returned": {name: str(counted)}}, cause)


def _record(work: Work, document: Document, detail: Mapping[str, Any], cause: Cause) -> None:
    """Append a row with the document's present status; promise its event where a fact is new."""
    books, status = work.books, work.books.trails.document(document.id).status
    known = books.trails.returned(document.id)
    is_new = any(known.get(name) != value for name, value in detail["returned"].items())
    told = {"observed": BROUGHT, **({"event": status} if is_new else {}), **detail}
    row = books.trails.append(document.id, status, cause, told)
    for portal in portals_of(books, work.catalogue, document) if is_new else ():
        books.post.promise_event(document.id, row.seq, portal)
    extend_tracks(work, document, cause)
    concern_anew(work, document)


def _values(work: Work, route: Route, document: Document, bringing: Bringing) -> dict[str, Any]:
    facts, found = work.books.trails.facts(document.id), {}
    fields = form_values(route.first_form)
    for name, ways in bringing.values.items():
        value = next(((way, raw) for way in ways if not is_blank(raw := lookup(facts, way))), None)
        if value is not None:
            way, raw = value
            converter = fields[way].converter if way in fields else None
            found[name] = converter.from_wire(converter.to_wire(raw)) if converter else raw
    return found


def _returned(way: str) -> str:
    """The name of a returned value; empty for a path in the form."""
    first, _, name = way.partition(".")
    return name if first == "returned" else ""
