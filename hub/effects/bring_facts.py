"""Bring facts of one document to another: what customs decides about a change or a refund is about its guarantee."""

from collections.abc import Collection, Mapping
from typing import Any

from hub.catalogue import Bringing, alike, form_values, is_blank, lookup
from hub.effects.concerned import concern_anew
from hub.effects.current import current_of
from hub.effects.dispute import dispute
from hub.effects.end_tracks import extend_tracks
from hub.effects.move_other import follows_from
from hub.effects.portals import portals_of
from hub.effects.since_corrected import CORRECTED, misfits, said_since
from hub.effects.work import Work
from hub.model import BROUGHT, Cause, Document, Transition


def bring_facts(work: Work, transition: Transition) -> None:
    """Bring the facts that go with a status of a document to the documents that it names."""
    document, cause = work.books.trails.document(transition.document), follows_from(transition)
    as_of = int(transition.detail.get("as_of", transition.at))
    for bringing in work.route(document).brings:
        for named in work.books.named_by(document.id, bringing.named) if transition.after in bringing.on else ():
            current = current_of(work, named)
            if current.id == named.id:
                bring(work, current, values_brought(work, document, bringing), as_of, cause)
            else:
                _bring_to_newer(work, (document, bringing), (named, current), as_of, cause)
            if bringing.count and document.again_of is None:
                _count(work, current, bringing.count, cause)


def _bring_to_newer(
    work: Work, said: tuple[Document, Bringing], versions: tuple[Document, Document], as_of: int, cause: Cause
) -> None:
    """Bring facts to a newer version than the document named: never what the party has written anew in it.

    It is a dispute if the document says something else than the newer version: nothing says which of the two counts.
    """
    (document, bringing), (named, current) = said, versions
    before = work.books.trails.announced(named.id)
    values = values_brought(work, document, bringing, said_since(work, document, bringing, named, current))
    all_values = values_brought(work, document, bringing)
    given = {n: value for n, value in all_values.items() if n not in values and not alike(value, before.get(n))}
    does_misfit = misfits(work, document, bringing, current, given)
    bring(work, current, values, as_of, cause)
    if does_misfit:
        dispute(work, work.books.trails.document(current.id), cause, {"observed": CORRECTED})


def bring_news(work: Work, document: Document, news: Mapping[str, Any], as_of: int, cause: Cause) -> None:
    """Take what a later answer says anew: for the document itself, and for those to which it brings such values."""
    if not news:
        return
    bring(work, document, news, as_of, cause)
    for bringing in work.route(document).brings:
        if document.status in bringing.on:
            values = _said_anew(bringing, news)
            for named in work.books.named_by(document.id, bringing.named):
                bring(work, current_of(work, named), values, as_of, cause)


def bring_settled(work: Work, document: Document, values: Mapping[str, Any], as_of: int, cause: Cause) -> None:
    """Bring the values that an operator lets stand to the documents that this one names.

    They take the place of facts of the same time, and of older ones; newer facts stay.
    """
    trails = work.books.trails
    newest = trails.document(document.id)
    follows = Cause("document", f"{newest.id}:{newest.seq}", cause.digest)
    for bringing in work.route(document).brings if values else ():
        said = _said_anew(bringing, values) if document.status in bringing.on else {}
        for named in work.books.named_by(document.id, bringing.named):
            known = trails.returned((other := current_of(work, named)).id)
            counts = {name: value for name, value in said.items() if as_of >= trails.as_of(other.id, name)}
            if any(not alike(value, known.get(name)) for name, value in counts.items()):
                record_facts(work, other, {"returned": counts, "as_of": str(as_of)}, follows)


def _said_anew(bringing: Bringing, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a later answer's values mean for a named document."""
    return {name: values[n] for name, (way, *_) in bringing.values.items() if (n := _returned(way)) in values}


def bring(work: Work, document: Document, values: Mapping[str, Any], as_of: int, cause: Cause) -> None:
    """Record facts of a document by their party's own time: older ones never overwrite newer ones.

    Different facts of one time are a dispute. Portals are told of facts that are new to the document.
    """
    trails = work.books.trails
    known = trails.returned(document.id)
    newer = {name: value for name, value in values.items() if as_of > trails.as_of(document.id, name)}
    if newer:
        record_facts(work, document, {"returned": newer, "as_of": str(as_of)}, cause)
    elif any(as_of == trails.as_of(document.id, n) and not alike(v, known.get(n)) for n, v in values.items()):
        said = {"returned": dict(values), "as_of": str(as_of)}
        dispute(work, document, cause, {"observed": "other-values", **said})


def _count(work: Work, document: Document, name: str, cause: Cause) -> None:
    """Add one to a number of the document. Its time stays that of the party's own count, which overrules it."""
    counted = int(work.books.trails.returned(document.id).get(name) or 0) + 1
    record_facts(work, document, {"returned": {name: str(counted)}}, cause)


def record_facts(work: Work, document: Document, detail: Mapping[str, Any], cause: Cause) -> None:
    """Append a row with the document's present status; promise its event where a fact is new."""
    books, status = work.books, work.books.trails.document(document.id).status
    known = books.trails.returned(document.id)
    is_new = any(not alike(known.get(name), value) for name, value in detail["returned"].items())
    told = {"observed": BROUGHT, **({"event": status} if is_new else {}), **detail}
    row = books.trails.append(document.id, status, cause, told)
    for portal in portals_of(books, work.catalogue, document) if is_new else ():
        books.post.promise_event(document.id, row.seq, portal)
    extend_tracks(work, document, cause)
    concern_anew(work, document)


def values_brought(
    work: Work, document: Document, bringing: Bringing, besides: Collection[str] = frozenset()
) -> dict[str, Any]:
    """The values that a document brings; those in `besides` only where its party returned them."""
    facts, found = work.books.trails.facts(document.id), {}
    fields = form_values(work.route(document).first_form)
    for name, ways in bringing.values.items():
        may = (way for way in ways if name not in besides or _returned(way))
        value = next(((way, raw) for way in may if not is_blank(raw := lookup(facts, way))), None)
        if value is not None:
            way, raw = value
            converter = fields[way].converter if way in fields else None
            found[name] = converter.from_wire(converter.to_wire(raw)) if converter else raw
    return found


def _returned(way: str) -> str:
    """The name of a returned value; empty for a path in the form."""
    first, _, name = way.partition(".")
    return name if first == "returned" else ""
