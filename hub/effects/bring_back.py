"""Replace what a document brought to others by what they would know without it."""

from collections.abc import Iterator
from typing import Any

from hub.catalogue import Bringing, alike
from hub.effects.bring_facts import record_facts, values_brought
from hub.effects.current import current_of
from hub.effects.work import Work
from hub.model import Cause, Document

Said = tuple[int, Any]
"""The party's own time, and a value."""


def bring_back(work: Work, document: Document, stays: Document, cause: Cause) -> None:
    """Replace the facts that a document brought, where nothing newer was said since, by the newest of the others.

    `stays` is the document that takes its place: what it brings counts with its own time, also if it came too late to
    be recorded. A fact that nobody else has said stays as it is until the party says it anew. The facts of both
    documents must be loaded, and the trails of those that they name.
    """
    follows = Cause("document", f"{document.id}:{work.books.trails.document(document.id).seq}", cause.digest)
    for bringing in work.route(document).brings:
        for named in work.books.named_by(document.id, bringing.named) if stays.status in bringing.on else ():
            current = current_of(work, named)
            known = work.books.trails.returned(current.id)
            for name, (as_of, value) in _others(work, (document, stays), bringing, current):
                if not alike(value, known.get(name)):
                    record_facts(work, current, {"returned": {name: value}, "as_of": str(as_of)}, follows)


def _others(
    work: Work, both: tuple[Document, Document], bringing: Bringing, named: Document
) -> Iterator[tuple[str, Said]]:
    """For each fact that the document was the last to bring: the newest that others have said."""
    document, stays = both
    last: dict[str, str] = {}
    others: dict[str, Said] = {}
    for row in work.books.trails.past(named.id):
        by = row.cause.ref.partition(":")[0] if row.cause.kind == "document" else ""
        for name, value in row.returned.items() if row.is_taken else ():
            last[name] = by
            if by != document.id:
                others[name] = int(row.detail.get("as_of", row.at)), value
    decided = _decided_at(work, stays)
    for name, value in values_brought(work, stays, bringing).items():
        if name not in others or others[name][0] < decided:
            others[name] = decided, value
    yield from ((name, others[name]) for name, by in last.items() if by == document.id and name in others)


def _decided_at(work: Work, document: Document) -> int:
    """The party's own time of the decision in whose status the document is."""
    rows = (row for row in reversed(work.books.trails.past(document.id)) if not row.is_observation)
    return next((int(row.detail.get("as_of", row.at)) for row in rows if row.after == document.status), 0)
