"""Mark documents as disputed, and settle disputes. Acts that rest on a disputed document are refused until then."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.effects.current import current_of, versions_of
from hub.effects.portals import portals_of
from hub.effects.settle_claims import settle_claims
from hub.effects.work import Work
from hub.model import DISPUTED, SETTLED, Cause, Document, Transition
from hub.text.log import Log

log = Log()
NOTIFIED: Final = "told"
"""Mark that means: the portal was notified of the dispute."""
WITH: Final = "of:"
"""Prefix of a mark that another document's dispute brought; that document's id follows."""
_BESIDE: Final = "disputed-with"
"""Observed on a document that another document's dispute also affects."""
_SETTLED_BESIDE: Final = "settled-with"
_STILL: Final = "disputed-still"
"""Observed when a disputed document reaches a status that acts rest on."""


def dispute(work: Work, document: Document, cause: Cause, detail: Mapping[str, Any]) -> None:
    """Append an observation, mark the document as disputed by it, and log a warning.

    Documents that it claims exclusively are marked too: while a payment is disputed, so are its applications. A portal
    is notified once, and only where acts of the portal are refused or `detail` has the event already. The event says
    only that there is a dispute.
    """
    why = str(detail["observed"])
    log.warning("disputed", document=document.id, status=document.status, why=why, code=detail.get("code"))
    mark(work, document.id, cause, detail)
    follows = _following(work, document, cause)
    for other in list(_held_alone(work, document)):
        mark(work, current_of(work, other).id, follows, {"observed": _BESIDE}, WITH + document.id)


def settle_dispute(work: Work, document: Document, cause: Cause, detail: Mapping[str, Any]) -> None:
    """Append an operator's decision, and remove the document's own marks and the marks that it brought to others.

    Its claims are then held or released as the status says. A portal that was notified of the dispute is notified of
    its end.
    """
    own = {word for word in document.disputes if not word.startswith(WITH)} - {NOTIFIED}
    unmark(work, document.id, cause, detail, own)
    follows = _following(work, document, cause)
    for other in list(_held_alone(work, document)):
        for version in list(versions_of(work, current_of(work, other))):
            if (word := WITH + document.id) in version.disputes:
                unmark(work, version.id, follows, {"observed": _SETTLED_BESIDE}, {word})


def _following(work: Work, document: Document, cause: Cause) -> Cause:
    """The newest row of a document's trail, as the cause of what follows from it."""
    return Cause("document", f"{document.id}:{work.books.trails.document(document.id).seq}", cause.digest)


def _held_alone(work: Work, document: Document) -> Iterator[Document]:
    """The documents that this document refers to and claims exclusively, whether the claim is still open or not."""
    for claiming in work.route(document).claims:
        if claiming.each and claiming.exclusive:
            yield from work.books.named_by(document.id, claiming.each)


def tell_dispute(work: Work, moved: Transition) -> None:
    """Notify of an older dispute when the document has now reached a status that acts rest on."""
    document = work.books.trails.document(moved.document)
    rests = document.status in work.catalogue.rested_on.get(document.type, ())
    if document.disputes and NOTIFIED not in document.disputes and rests:
        follows = _following(work, document, moved.cause)
        mark(work, document.id, follows, {"observed": _STILL}, min(document.disputes))


def mark(work: Work, id_: str, cause: Cause, detail: Mapping[str, Any], word: str = "") -> None:
    """Append an observation and add a mark: `word`, or if it is empty the observation's own word."""
    books = work.books
    document = books.trails.document(id_)
    rests = document.status in work.catalogue.rested_on.get(document.type, ())
    is_notified = NOTIFIED not in document.disputes and (rests or "event" in detail)
    detail = {name: value for name, value in detail.items() if name != "event"}
    books.trails.append(id_, document.status, cause, {**detail, **({"event": DISPUTED} if is_notified else {})})
    words = {word or str(detail["observed"]), *((NOTIFIED,) if is_notified else ())}
    books.trails.put(books.trails.document(id_).marked(document.disputes | words))
    if is_notified:
        _tell(work, id_)


def unmark(work: Work, id_: str, cause: Cause, detail: Mapping[str, Any], words: set[str]) -> None:
    """Append an observation and remove these marks."""
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
    """Promise an event for the newest row of a trail."""
    document = work.books.trails.document(id_)
    for portal in portals_of(work.books, work.catalogue, document):
        work.books.post.promise_event(id_, document.seq, portal)
