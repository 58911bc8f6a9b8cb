"""Lock recorded documents with the documents that they refer to, and read them into the books."""

from collections.abc import Collection, Sequence

from hub.catalogue import Catalogue
from hub.effects.current import has_versions
from hub.effects.work import Work
from hub.loading.load_decided import load_decided
from hub.loading.load_relations import (
    Found,
    claimed_by,
    ids_of,
    load_facts,
    load_notified,
    named_recorded,
    told_by,
)
from hub.loading.load_tracks import bearing, load_tracks, numbers_told
from hub.model import Document
from hub.ports import Unit
from hub.reading.numbers import BusinessNumber


def load_recorded(
    unit: Unit,
    work: Work,
    ids: Sequence[str],
    beside: Collection[str] = (),
    resources: Collection[str] = (),
) -> None:
    """Load what an act of the hub itself needs: the documents, their references, their claims and their facts.

    `beside` are further documents to lock, `resources` further keys.
    """
    books, catalogue = work.books, work.catalogue
    books.names.load(named := named_recorded(unit, acting := unit.documents(ids), catalogue))
    numbers = _versioned(unit, catalogue, acting, named)
    newer = {d.id for d in bearing(unit, catalogue, numbers)} if numbers else set()
    locked = sorted({*ids, *beside, *ids_of(named), *newer})
    keys = sorted({*resources, *claimed_by(unit, locked), *(number.key for number in numbers)})
    unit.lock(locked, keys)
    books.trails.load(unit.documents(locked))
    books.claims.load_resources(unit.resources(keys))
    books.claims.load(unit.claims(locked, keys))
    needed = {*ids, *told_by(unit.documents(ids), named, catalogue)}
    known = sorted(id_ for id_ in locked if books.trails.holds(id_) and (id_ in needed or _is_waiting(work, id_)))
    load_facts(unit, books, [books.trails.document(id_) for id_ in known], catalogue)
    books.names.load_numbers(unit.references(sorted(set(locked) - {*known, *newer})))
    load_tracks(unit, work, numbers)
    load_decided(unit, work, [books.trails.document(id_) for id_ in known])
    load_notified(unit, books, catalogue)


def _versioned(unit: Unit, catalogue: Catalogue, documents: Collection[Document], named: Found) -> list[BusinessNumber]:
    """The numbers by which the versions of named documents are found: what is done reaches the newest."""
    routes = catalogue.routes
    names = [(d.id, n.name) for d in documents for n in routes[d.type].names if has_versions(routes, n.documents)]
    ids = {id_ for key in names for id_ in named[key] if id_}
    return numbers_told(unit, catalogue, unit.documents(sorted(ids)), ()) if ids else []


def _is_waiting(work: Work, id_: str) -> bool:
    """Whether a move of another document can wait for this one."""
    return work.books.trails.document(id_).type in work.catalogue.waiting
