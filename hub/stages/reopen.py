"""Open the next round of a named document, and let answers to the message that opened it act on that round."""

from dataclasses import replace

from hub.effects.dispute import dispute
from hub.effects.move_status import move_status
from hub.effects.work import Work
from hub.model import Cause, Document
from hub.stages.answered import Answered
from hub.stages.apply_receipt import LATE_DECISION, apply_receipt
from hub.stages.asked import Asked
from hub.xml.build import text_at


def reopen(work: Work, asked: Asked) -> None:
    """Open the next round of what a document reopens. Its form is the form in force from now on.

    The row says by which document and in which round, the digest of the portal's bytes (`form`) and that of the form
    as the hub has read it (`read`).
    """
    reopens, trails = asked.route.reopens, work.books.trails
    for other in work.books.named_by(asked.document.id, reopens.named) if reopens else ():
        opened = replace(other, round=other.round + 1)
        trails.put(opened)
        form = {"form": asked.submission.payload, "read": trails.document(asked.document.id).form}
        detail = {"by": asked.document.id, **form, "round": str(opened.round)}
        cause = Cause("document", asked.document.id, asked.submission.payload)
        move_status(work, opened, work.route(other).lifecycle.first, cause, detail)
        trails.load_forms({other.id: asked.submission.form})


def answer_reopened(work: Work, answered: Answered) -> None:
    """Apply a decision to the document that the answered one reopened, in the round that it opened.

    An answer of an older round is late there. Raises Rejected as `apply_receipt` does.
    """
    reopens, opened = answered.route.reopens, answered.opened
    if reopens is None or opened.is_technical or opened.is_transport:
        return
    code = text_at(opened.root, "Code") or ""
    if code not in reopens.codes:
        return
    for other in work.books.named_by(answered.document.id, reopens.named):
        for round_ in _rounds(work, answered.document, other):
            if round_ != other.round and _ends_it(work, answered, code):
                dispute(
                    work, other, Cause("receipt", opened.id, opened.digest), {"observed": LATE_DECISION, "code": code}
                )
                continue
            route = work.route(other)
            *before, leg = route.legs
            answers = replace(leg.answers, codes=reopens.codes) if leg.answers else None
            mine = replace(route, legs=(*before, replace(leg, answers=answers)))
            original = replace(answered.original, document=other.id, round=round_)
            apply_receipt(work, Answered(opened, original, other, mine))


def _ends_it(work: Work, answered: Answered, code: str) -> bool:
    """Whether a code decides for good on the answered document itself."""
    answers, route = answered.route.legs[-1].answers, answered.route
    is_own = answers is not None and not work.catalogue.passes_on(route.document, code)
    return is_own and answers is not None and answers.is_final(answers.codes[code], route.lifecycle)


def _rounds(work: Work, document: Document, other: Document) -> list[int]:
    """The round of another document that a document opened; empty if it opened none."""
    rows = work.books.trails.past(other.id)
    return [int(row.detail["round"]) for row in rows if row.detail.get("by") == document.id and "round" in row.detail]
