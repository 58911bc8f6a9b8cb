"""Record a submission that is refused, that is a duplicate, or that conflicts with an earlier one."""

from dataclasses import replace

from hub.effects.work import Work
from hub.errors import Code, Rejected, rejected
from hub.model import REFUSED, Cause, Document, Submission
from hub.model.tally import SUBMISSIONS
from hub.reading.parse_submission import UNKNOWN
from hub.stages.prepared import Prepared


def refuse(work: Work, prepared: Prepared) -> None:
    """Record the document as H001, with the reason for each field. Nothing is sent to the party."""
    document, submission, books = prepared.document, prepared.submission, work.books
    books.trails.open(document)
    faults = submission.in_its_words(prepared.faults)
    said = {"type": submission.said_type} if submission.said_type else {}
    detail = {**submission.signed_by, **said, "faults": [f.as_json() for f in faults]}
    transition = books.trails.append(document.id, REFUSED, Cause("document", submission.id, submission.payload), detail)
    books.post.promise_event(document.id, transition.seq, submission.portal)
    books.post.refuse(prepared.delivery.tag, faults)
    _count(work, submission, "refused")


def repeat_or_conflict(work: Work, prepared: Prepared, earlier: Document) -> None:
    """Repeat the first answer for equal content; raise Rejected (HUB-115) for different content."""
    submission = prepared.submission
    if earlier.content != submission.content:
        raise of_its_id(submission, Code.SUBMISSION_ID_REUSED)
    work.books.post.promise_event(earlier.id, 1, submission.portal)
    _count(work, submission, "repeated")


def _count(work: Work, submission: Submission, outcome: str) -> None:
    """Count a submission; a type that is no route's may be any text."""
    type_ = submission.type if submission.type in work.catalogue.routes else UNKNOWN
    work.books.tallies.count(SUBMISSIONS, submission.portal, type_, outcome)


def of_its_id(submission: Submission, code: Code) -> Rejected:
    """The refusal of a submission whose id cannot be used, in the portal's words."""
    refusal = rejected(code, "id", answers=submission.id)
    return replace(refusal, faults=tuple(submission.in_its_words(refusal.faults)))
