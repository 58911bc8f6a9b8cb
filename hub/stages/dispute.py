"""Mark what is disputed, and settle it: acts that rest on it are refused until an operator has done so."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.catalogue import Catalogue
from hub.model import DISPUTED, SETTLED, Books, Cause, Document, Transition
from hub.stages.move_status import portals_of
from hub.stages.settle_claims import settle_claims
from hub.text.log import Log

log = Log()
TOLD: Final = "told"
"""The word of a dispute that its portal was told of."""
WITH: Final = "of:"
"""Begins a word of a dispute that another document brought: its id follows."""
_BESIDE: Final = "disputed-with"
"""Observed on a document that another one's dispute is about too."""
_SETTLED_BESIDE: Final = "settled-with"
_STILL: Final = "disputed-still"
"""Observed where a disputed document comes to where acts rest on it."""


def dispute(books: Books, catalogue: Catalogue, document: Document, cause: Cause, detail: Mapping[str, Any]) -> None:
    """Append an observation, mark the document as disputed by it, and raise an alarm.

    What the document holds alone is marked with it: while a payment is disputed, so are its applications. A portal is
    told once, only where acts of its own stop, and no more than that there is a dispute.
    """
    why = str(detail["observed"])
    log.warning("disputed", document=document.id, status=document.status, why=why, code=detail.get("code"))
    mark(books, catalogue, document.id, cause, detail)
    follows = _following(books, document, cause)
    for other in list(_held_alone(books, catalogue, document)):
        mark(books, catalogue, other.id, follows, {"observed": _BESIDE}, WITH + document.id)


def settle_dispute(
    books: Books, catalogue: Catalogue, document: Document, cause: Cause, detail: Mapping[str, Any]
) -> None:
    """Append what an operator said, and take the document's own marks away, and those that it brought to others.

    What the dispute held is held or let go as the status says; a portal that was told of the dispute is told that it is
    over.
    """
    own = {word for word in document.disputes if not word.startswith(WITH)} - {TOLD}
    unmark(books, catalogue, document.id, cause, detail, own)
    follows = _following(books, document, cause)
    for other in list(_held_alone(books, catalogue, document)):
        if (word := WITH + document.id) in books.trails.document(other.id).disputes:
            unmark(books, catalogue, other.id, follows, {"observed": _SETTLED_BESIDE}, {word})


def _following(books: Books, document: Document, cause: Cause) -> Cause:
    """The row that was just added to a document's trail, as the cause of what follows from it."""
    return Cause("document", f"{document.id}:{books.trails.document(document.id).seq}", cause.digest)


def _held_alone(books: Books, catalogue: Catalogue, document: Document) -> Iterator[Document]:
    """The documents that one names and claims for itself, whether it holds them still or not."""
    for claiming in catalogue.routes[document.type].claims:
        if claiming.each and claiming.exclusive:
            yield from books.named_by(document.id, claiming.each)


def tell_dispute(books: Books, catalogue: Catalogue, moved: Transition) -> None:
    """Tell of a dispute that began where no act rested on the document, once it has moved to where one does."""
    document = books.trails.document(moved.document)
    rests = document.status in catalogue.rested_on.get(document.type, ())
    if document.disputes and TOLD not in document.disputes and rests:
        follows = _following(books, document, moved.cause)
        mark(books, catalogue, document.id, follows, {"observed": _STILL}, min(document.disputes))


def mark(books: Books, catalogue: Catalogue, id_: str, cause: Cause, detail: Mapping[str, Any], word: str = "") -> None:
    """Append an observation with a mark of its own word, unless another `word` is given."""
    document = books.trails.document(id_)
    is_told = TOLD not in document.disputes and document.status in catalogue.rested_on.get(document.type, ())
    books.trails.append(id_, document.status, cause, {**detail, **({"event": DISPUTED} if is_told else {})})
    words = {word or str(detail["observed"]), *((TOLD,) if is_told else ())}
    books.trails.put(books.trails.document(id_).marked(document.disputes | words))
    if is_told:
        _tell(books, catalogue, id_)


def unmark(
    books: Books, catalogue: Catalogue, id_: str, cause: Cause, detail: Mapping[str, Any], words: set[str]
) -> None:
    """Append an observation and take these marks away."""
    document = books.trails.document(id_)
    left = document.disputes - words
    is_told = left == {TOLD}
    books.trails.append(id_, document.status, cause, {**detail, **({"event": SETTLED} if is_told else {})})
    books.trails.put(books.trails.document(id_).marked(left - {TOLD} if is_told else left))
    settle_claims(books, catalogue.routes[document.type], books.trails.document(id_))
    if is_told:
        _tell(books, catalogue, id_)


def _tell(books: Books, catalogue: Catalogue, id_: str) -> None:
    """Promise an event of the newest row of a trail."""
    document = books.trails.document(id_)
    for portal in portals_of(books, catalogue.routes[document.type], document):
        books.post.promise_event(id_, document.seq, portal)
