"""The facts that rules may use about documents that a document refers to."""

from collections.abc import Iterator

from hub.catalogue import NamedDocument, Route
from hub.effects.taken_out import beyond, held_out_of
from hub.effects.work import Work
from hub.model import Document


def known_by(work: Work, route: Route, subject: str) -> dict[str, list[NamedDocument]]:
    """What is known of the documents that `subject` refers to, by the route's names for them."""
    trails, names = work.books.trails, work.books.names
    return {
        naming.name: [
            NamedDocument(
                document=(document := trails.document(id_)),
                form=trails.form(id_),
                returned=trails.returned(id_),
                held=held_out_of(work, document),
                beyond=beyond(work, document),
                position=position,
                beside=dict(_beside(work, route, naming.name, document)),
            )
            for position, id_ in enumerate(names.named(subject, naming.name))
            if id_
        ]
        for naming in route.names
    }


def named_when_accepted(work: Work, route: Route, name: str, document: Document) -> Iterator[tuple[str, str]]:
    """What a named document names itself, as far as the route's rules read it: the name there, and the id.

    References are fixed at acceptance. Those of the document whose form is in force count: a later round can have been
    opened by another document. Facts and references must be loaded.
    """
    by = accepted_as(work, document)
    for through in sorted(through for mine, through in route.reads_through if mine == name):
        for reference in work.books.names.numbers(by):
            if reference.kind == through:
                yield through, reference.value


def accepted_as(work: Work, document: Document) -> str:
    """The id of the document whose acceptance set the form in force: the document itself, or one that reopened it."""
    opened = [row.detail["by"] for row in work.books.trails.past(document.id) if "form" in row.detail]
    return str(opened[-1]) if opened else document.id


def _beside(work: Work, route: Route, name: str, document: Document) -> Iterator[tuple[str, NamedDocument]]:
    trails = work.books.trails
    for through, id_ in named_when_accepted(work, route, name, document):
        other = trails.document(id_)
        yield through, NamedDocument(document=other, form=trails.form(id_), returned=trails.returned(id_))
