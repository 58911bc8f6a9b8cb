"""Foresee what a line would make of one delivery: what it reads, finds, moves, sends and refuses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hub.catalogue import Catalogue
from hub.flow.batch import Unusable
from hub.flow.look import look
from hub.flow.reply import ReplyLine
from hub.flow.submission import SubmissionLine
from hub.model import REFUSED, Books, Claim, Document, Fault, Transition
from hub.model.message import Kind
from hub.ports import Delivery
from hub.reading.open_message import Opened

Layer = Literal["transport", "technical", "business", "notice", "existing", "kept"]
"""transport, technical, business: a receipt of that layer. notice: it announces a document. existing: it announces one
that was there before the hub. kept: a platform's notice that concerns no document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One message of a party, as the hub reads it."""

    id: str
    element: str
    layer: Layer
    answers: str | None
    """Id of the hub's message that it answers; None for other messages."""
    document: Document | None
    """The document of that message, or the one that it makes, as it would be afterwards; None if none is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row that a trail would get."""

    document: Document
    """As it would be afterwards."""
    row: Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One thing that would be sent."""

    to: str
    kind: Kind | Literal["event", "refusal"]
    document: Document | None
    """What it is about; None for a receipt that concerns no document."""
    status: str = ""
    """Of an event: the status that it tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What would become of one delivery."""

    owner: str
    faults: Sequence[Fault] = ()
    """Why it would be refused, or quarantined; empty if it would be taken."""
    read: Sequence[Read] = ()
    moves: Sequence[Move] = ()
    sent: Sequence[Sent] = ()
    claims: Sequence[Claim] = ()
    """The claims that would be made or changed, as they would be afterwards."""
    waits_for: Sequence[str] = ()
    """What it would wait for (parked): the hub's message that a receipt answers, or the numbers that a notice names."""
    is_quarantined: bool = False
    """True where it would be put into quarantine, or stay there."""
    is_kept: bool = False
    """True where its bytes would be stored as a message that was not known."""


def foresee(line: SubmissionLine | ReplyLine, delivery: Delivery) -> Foreseen:
    """Take a delivery through its line, with the present content of the store, and return what would become of it.

    The store is read and not written. Raises Deferred when the store is unavailable, and Rejected where a delivery that
    is released is still unusable.
    """
    if isinstance(line, SubmissionLine):
        _, books = look(line, delivery)
        return _foreseen(delivery, books, [])
    ready, books = look(line, delivery)
    parts = () if isinstance(ready, Unusable) else ready.parts
    return _foreseen(delivery, books, [_read(line.means.catalogue, part, books) for part in parts])


def _foreseen(delivery: Delivery, books: Books, read: Sequence[Read]) -> Foreseen:
    is_recorded = any(row.after == REFUSED for row in books.trails.appended)  # as refused, with the reasons
    return Foreseen(
        owner=delivery.owner,
        faults=books.post.why_refused(delivery.tag),
        read=read,
        moves=[Move(document=books.trails.document(row.document), row=row) for row in books.trails.appended],
        sent=list(_sent(books)),
        claims=list(books.claims.changed.values()),
        waits_for=[part for row in books.post.parked for part in (row.answers or row.names).split(", ") if part],
        is_quarantined=delivery.tag in books.post.refused and not is_recorded,
        is_kept=any(message.direction == "in" for message in books.post.kept),
    )


def _read(catalogue: Catalogue, opened: Opened, books: Books) -> Read:
    original = books.post.sent(opened.answers)
    made = next((d for d in books.trails.created.values() if d.sender_ref == opened.id and d.portal is None), None)
    found = books.trails.find(original.document) if original is not None and original.document else made
    layer = _layer(catalogue, opened)
    return Read(id=opened.id, element=opened.element, layer=layer, answers=opened.answers, document=found)


def _layer(catalogue: Catalogue, opened: Opened) -> Layer:
    if opened.is_kept:
        return "kept"
    if opened.is_transport or opened.is_technical:
        return "transport" if opened.is_transport else "technical"
    if catalogue.notice(opened.element) is not None:
        return "notice"
    return "existing" if catalogue.existing(opened.element) is not None else "business"


def _sent(books: Books) -> Iterator[Sent]:
    """What would be promised, and what would wait for its signature."""
    kinds = {message.id: (message.kind, message.document) for message in books.post.kept}
    rows = {(row.document, row.seq): row for row in books.trails.appended}
    for row in books.post.promised.values():
        if row.about == "message":
            kind, document = kinds.get(row.subject, ("receipt", None))
            yield Sent(to=row.destination, kind=kind, document=_known(books, document))
        else:
            told = rows.get((row.subject, row.seq))
            status = "" if told is None else str(told.detail.get("event", told.after))
            document = None if row.about == "refusal" else row.subject
            yield Sent(to=row.destination, kind=row.about, document=_known(books, document), status=status)
    for waiting in books.post.to_sign.values():
        yield Sent(to=waiting.party, kind=waiting.kind, document=_known(books, waiting.document))


def _known(books: Books, document: str | None) -> Document | None:
    return books.trails.find(document) if document else None
