"""Mark what is disputed, and settle it: acts that rest on it are refused until an operator has done so."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.effects.portals import portals_of
from hub.effects.settle_claims import settle_claims
from hub.effects.work import Work
from hub.model import DISPUTED, SETTLED, Cause, Document, Transition
from hub.text.log import Log

log = Log()
NOTIFIED: Final = "told"
"""The word of a dispute that its portal was told of."""
WITH: Final = "of:"
"""Begins a word of a dispute that another document brought: its id follows."""
_BESIDE: Final = "disputed-with"
"""Observed on a document that another one's dispute is about too."""
_SETTLED_BESIDE: Final = "settled-with"
_STILL: Final = "disputed-still"
"""Observed where a disputed document comes to where acts rest on it."""


def dispute(work: Work, document: Document, cause: Cause, detail: Mapping[str, Any]) -> None:
    """Append an observation, mark the document as disputed by it, and raise an alarm.

    What the document holds alone is marked with it: while a payment is disputed, so are its applications. A portal is
    told once, only where acts of its own stop, and no more than that there is a dispute.
    """
    why = str(detail["observed"])
    log.warning("disputed", document=document.id, status=document.status, why=why, code=detail.get("code"))
    mark(work, document.id, cause, detail)
    follows = _following(work, document, cause)
    for other in list(_held_alone(work, document)):
        mark(work, other.id, follows, {"observed": _BESIDE}, WITH + document.id)


def settle_dispute(work: Work, document: Document, cause: Cause, detail: Mapping[str, Any]) -> None:
    """Append what an operator said, and take the document's own marks away, and those that it brought to others.

    What the dispute held is held or let go as the status says; a portal that was told of the dispute is told that it is
    over.
    """
    own = {word for word in document.disputes if not word.startswith(WITH)} - {NOTIFIED}
    unmark(work, document.id, cause, detail, own)
    follows = _following(work, document, cause)
    for other in list(_held_alone(work, document)):
        if (word := WITH + document.id) in work.books.trails.document(other.id).disputes:
            unmark(work, other.id, follows, {"observed": _SETTLED_BESIDE}, {word})


def _following(work: Work, document: Document, cause: Cause) -> Cause:
    """The row that was just added to a document's trail, as the cause of what follows from it."""
    return Cause("document", f"{document.id}:{work.books.trails.document(document.id).seq}", cause.digest)


def _held_alone(work: Work, document: Document) -> Iterator[Document]:
    """The documents that one names and claims for itself, whether it holds them still or not."""
    for claiming in work.route(document).claims:
        if claiming.each and claiming.exclusive:
            yield from work.books.named_by(document.id, claiming.each)


def tell_dispute(work: Work, moved: Transition) -> None:
    """Tell of a dispute that began where no act rested on the document, once it has moved to where one does."""
    document = work.books.trails.document(moved.document)
    rests = document.status in work.catalogue.rested_on.get(document.type, ())
    if document.disputes and NOTIFIED not in document.disputes and rests:
        follows = _following(work, document, moved.cause)
        mark(work, document.id, follows, {"observed": _STILL}, min(document.disputes))


def mark(work: Work, id_: str, cause: Cause, detail: Mapping[str, Any], word: str = "") -> None:
    """Append an observation with a mark of its own word, unless another `word` is given."""
    books = work.books
    document = books.trails.document(id_)
    is_notified = NOTIFIED not in document.disputes and document.status in work.catalogue.rested_on.get(
        document.type, ()
    )
    books.trails.append(id_, document.status, cause, {**detail, **({"event": DISPUTED} if is_notified else {})})
    words = {word or str(detail["observed"]), *((NOTIFIED,) if is_notified else ())}
    books.trails.put(books.trails.document(id_).marked(document.disputes | words))
    if is_notified:
        _tell(work, id_)


def unmark(work: Work, id_: str, cause: Cause, detail: Mapping[str, Any], words: set[str]) -> None:
    """Append an observation and take these marks away."""
    books = work.books
    document = books.trails.document(id_)
    left = document.disputes - words
    is_notified = left == {NOTIFIED}
    books.trails.append(id_, document.status, cause, {**detail, **({"event": SETTLED} if is_notified else {})})
    books.trails.put(books.trails.document(id_).marked(left - {NOTIFIED} if is_notified else left))
    settle_claims(work, books.trails.document(id_))
    if is_notified:
        _tell(work, id_)


def _tell(work: Work, id_: str) -> None:
    """Promise an event of the newest row of a trail."""
    document = work.books.trails.document(id_)
    for portal in portals_of(work.books, work.route(document), document):
        work.books.post.promise_event(id_, document.seq, portal)
