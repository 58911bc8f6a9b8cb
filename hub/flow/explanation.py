"""Explain, step by step, what the submission line would do with a submission. Nothing is recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from hub.catalogue import Step
from hub.effects.quarantine import open_id
from hub.errors import Code, fault
from hub.flow.batch import Unusable
from hub.flow.look import look
from hub.flow.submission import SubmissionLine
from hub.model import QUARANTINED, REFUSED, Books, Document, Fault, Submission
from hub.ports import Delivery
from hub.stages.prepared import Prepared
from hub.text.bilingual import Bilingual


class Unsigned:
    """A Signer that does not sign: showing what would be sent needs no private key."""

    def sign(self, message: etree._Element, receiver: str) -> bytes:  # noqa: ARG002 - whoever receives it
        return etree.tostring(message, encoding="UTF-8", xml_declaration=False)


def explain(line: SubmissionLine, portal: str, body: bytes) -> dict[str, Any]:
    """Take a submission through the line's own stages, with the present content of the store, and return the result.

    The store is read and not written. Raises Deferred when the store is unavailable.
    """
    delivery = Delivery(owner=portal, tag="", body=body, taken_at=line.ports.clock.now())
    ready, books = look(line, delivery)
    return {**_asked(line, ready), **_came_of_it(delivery, ready, books)}


def _asked(line: SubmissionLine, ready: Prepared | Unusable) -> dict[str, Any]:
    """Facts of the submission, and each line of the mapping with its value."""
    if isinstance(ready, Unusable):
        answers = ready.refusal.answers or line.id_inside(ready.delivery)
        return {"type": None, "submission": answers, "party": None, "mapping": []}
    submission, route = ready.submission, ready.route
    form = route.legs[0].form if route else None
    steps = form.steps(submission.form) if form else ()
    return {
        "type": submission.type,
        "submission": submission.id,
        "party": submission.party,
        "mapping": [_in_its_words(submission, step) for step in steps],
    }


def _in_its_words(submission: Submission, step: Step) -> Step:
    """A line of the mapping with the portal's path of the field that it reads."""
    if step.source.zh != step.source.en:
        return step
    (told,) = submission.in_its_words([fault(Code.UNKNOWN_FIELD, step.source.en)])
    return replace(step, source=Bilingual.same(told.field))


def _came_of_it(delivery: Delivery, ready: Prepared | Unusable, books: Books) -> dict[str, Any]:
    """The result, read from the books that the line would have written."""
    made = _made(ready, books)
    first = next((t for t in books.trails.appended if made and t.document == made.id), None)
    if made is not None and first is not None and first.after == REFUSED:
        return _verdict(f"refused ({REFUSED})", REFUSED, first.detail["faults"])
    if made is not None and first is not None:
        message = next(m for m in books.post.kept if m.document == made.id)
        verdict = _verdict(f"accepted as {first.after}, signed and sent", first.after)
        claims = list(_claims(books, made))
        return {**verdict, "message": books.post.payloads[message.digest].decode(), "claims": claims}
    if delivery.tag in books.post.refused:
        return _quarantined(delivery, books)
    assert isinstance(ready, Prepared)
    known = books.trails.brought(ready.submission.portal, ready.submission.id)
    assert known is not None
    return _verdict(f"a duplicate of {known.record or known.id}: its first answer again, nothing sent", known.status)


def _made(ready: Prepared | Unusable, books: Books) -> Document | None:
    """The document that the submission itself creates. Further documents may follow from it."""
    if isinstance(ready, Unusable):
        return None
    brought = (ready.submission.portal, ready.submission.id)
    return next((d for d in books.trails.created.values() if (d.sender, d.sender_ref) == brought), None)


def _quarantined(delivery: Delivery, books: Books) -> dict[str, Any]:
    row = books.post.quarantined(open_id(books, delivery))
    assert row is not None
    before = "" if books.post.newly_quarantined else ", as it was before"
    conflict = f": a conflict with {row.document}" if row.document else ": the portal is told why"
    found = Fault(field=row.field, code=row.code, zh=row.zh, en=row.en)
    return _verdict(f"quarantined ({QUARANTINED}){before}{conflict}", QUARANTINED, [found.as_json()])


def _verdict(verdict: str, status: str, faults: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    return {"message": None, "faults": list(faults), "claims": [], "status": status, "verdict": verdict}


def _claims(books: Books, document: Document) -> Iterator[Bilingual]:
    for claim in books.claims.changed.values():
        if claim.document == document.id and claim.amount is not None:
            yield Bilingual(
                f"{claim.resource} 中的 {claim.amount} 元（{claim.key}）",
                f"{claim.amount} yuan ({claim.key}) of {claim.resource}",
            )
        elif claim.document == document.id:
            yield Bilingual(f"{claim.resource} 唯一的未结 {claim.key}", f"the one open {claim.key} on {claim.resource}")
