"""Lock recorded documents with the documents that they refer to, and read them into the books."""

from collections.abc import Collection, Sequence

from hub.effects.work import Work
from hub.loading.load_relations import claimed_by, ids_of, load_facts, load_notified, named_recorded
from hub.ports import Unit


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
    books.names.load(named := named_recorded(unit, unit.documents(ids), catalogue))
    locked = sorted({*ids, *beside, *ids_of(named)})
    keys = sorted({*resources, *claimed_by(unit, locked)})
    unit.lock(locked, keys)
    books.trails.load(unit.documents(locked))
    books.claims.load_resources(unit.resources(keys))
    books.claims.load(unit.claims(locked, keys))
    known = sorted(id_ for id_ in locked if books.trails.holds(id_) and (id_ in ids or _is_waiting(work, id_)))
    load_facts(unit, books, [books.trails.document(id_) for id_ in known], catalogue)
    books.names.load_numbers(unit.references(sorted(set(locked) - set(known))))
    load_notified(unit, books, catalogue)


def _is_waiting(work: Work, id_: str) -> bool:
    """Whether a move of another document can wait for this one."""
    return work.books.trails.document(id_).type in work.catalogue.waiting
