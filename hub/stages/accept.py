"""Record a submission that is accepted, refused, repeated or in conflict."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hub.catalogue import Route
from hub.errors import Code, rejected
from hub.model import REFUSED, Books, Cause, Document, Fault, Message, Reference, Submission
from hub.stages.asked import Asked
from hub.stages.load_relations import refer_named
from hub.stages.move_status import move_status
from hub.stages.settle_claims import take_claims
from hub.xml.times import from_wire


def accept(books: Books, asked: Asked, message: Message) -> None:
    """Make the document: claims taken, message promised, predecessor at rest replaced."""
    route, document, submission, earlier = asked.route, asked.document, asked.submission, asked.earlier
    books.trails.open(replace(document, again_of=earlier.id) if earlier else document)
    if earlier is not None:
        _replace(books, route, earlier, document)
    take_claims(books, asked)
    books.trails.load_forms({document.id: submission.form})
    books.trails.load_said_at({submission.payload: submission.submitted_at})
    for naming in route.names:
        for number, _ in naming.numbers(submission.form):
            books.names.refer(Reference(document.id, naming.by, number))
    refer_named(books, route, document.id)
    cause = Cause("document", submission.id, submission.payload)
    move_status(books, route, document, route.lifecycle.first, cause, _signed(submission))
    books.post.promise_message(message.id, message.party)


def refuse(books: Books, document: Document, submission: Submission, faults: list[Fault]) -> None:
    """Record the document as H001, with the reasons for each field; nothing is sent to the party."""
    books.trails.open(document)
    detail = {**_signed(submission), "faults": [f.as_json() for f in faults]}
    transition = books.trails.append(document.id, REFUSED, Cause("document", submission.id, submission.payload), detail)
    books.post.promise_event(document.id, transition.seq, submission.portal)


def repeat_or_conflict(books: Books, earlier: Document, submission: Submission) -> None:
    """Give the first answer again to equal content; raise Rejected (HUB-115) for other content."""
    if earlier.content != submission.content:
        raise rejected(Code.SUBMISSION_ID_REUSED, "id", answers=submission.id)
    books.post.promise_event(earlier.id, 1, submission.portal)


def document_of(submission: Submission, route: Route | None, new_id: str, at: int) -> Document:
    """The document that a submission asks for, before its first transition."""
    return Document(
        id=new_id,
        type=submission.type,
        sender=submission.portal,
        sender_ref=submission.id,
        content=submission.content,
        payload=submission.payload,
        portal=submission.portal,
        party=submission.party,
        enterprise=submission.enterprise.uscc,
        enterprise_name=submission.enterprise.name,
        status=route.lifecycle.first if route else REFUSED,
        round=1,
        seq=0,
        head="",
        again_of=None,
        created_at=at,
        updated_at=at,
        vouched_by=submission.vouched_by,
        submitted_at=_submitted_at(submission),
    )


def _submitted_at(submission: Submission) -> int | None:
    """申请时间, as the portal says it; None for what is no time (refused then), or one that no calendar has in UTC."""
    text = submission.form.get("submitted_at")
    try:
        at = from_wire(text.strip()) if isinstance(text, str) else None
        datetime.fromtimestamp((at or 0) // 1_000_000, UTC)
    except (ValueError, OverflowError):
        return None
    return at


def _signed(submission: Submission) -> dict[str, Any]:
    """What the trail keeps of the card that signed; nothing where the portal vouches, as it does for most."""
    return {"signed_by": submission.card.as_json()} if submission.card else {}


def _replace(books: Books, route: Route, earlier: Document, document: Document) -> None:
    """A predecessor at rest becomes superseded; one that ended stays as it is (domain.md section 3, Again)."""
    if route.again is None or not route.lifecycle.allows(earlier.status, route.again.becomes):
        return
    move_status(books, route, earlier, route.again.becomes, Cause("document", document.id, document.payload))
