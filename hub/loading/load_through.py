"""Read the documents that named documents named themselves when they were accepted, where a rule reads such values."""

from collections.abc import Iterable

from hub.catalogue import Route
from hub.effects.known import accepted_as, named_when_accepted
from hub.effects.work import Work
from hub.loading.load_relations import load_facts
from hub.ports import Unit


def load_through(unit: Unit, work: Work, subjects: Iterable[tuple[str, Route]]) -> None:
    """Read them for these subjects: ids of new documents, or digests of notices, each with its route.

    The facts of what they name must be loaded. Nothing is locked: a reference and the values of a recorded version do
    not change.
    """
    books = work.books
    reading = [
        (route, name, document)
        for subject, route in subjects
        for name in sorted({name for name, _ in route.reads_through})
        for document in books.named_by(subject, name)
    ]
    reopening = {accepted_as(work, document) for _, _, document in reading}
    if unread := sorted(id_ for id_ in reopening if not books.names.numbers(id_)):
        books.names.load_numbers(unit.references(unread))
    ids = {id_ for one in reading for _, id_ in named_when_accepted(work, *one)}
    if missing := sorted(id_ for id_ in ids if not books.trails.has_past(id_)):
        found = unit.documents(missing)
        books.trails.load(one for one in found if not books.trails.holds(one.id))
        load_facts(unit, books, found, work.catalogue)
