"""The order of the decisions on a submission and on a party's message. The order is written only here.

Several callers use it: a worker for deliveries, `hub explain` without recording, an operator's release from quarantine,
the line of early notices, and the matching of parked receipts.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from hub.catalogue import Route
from hub.effects.keep_received import keep_received
from hub.effects.note_answer import note_answer
from hub.effects.work import Means, Work
from hub.model import Document, Message, document_id
from hub.ports import Delivery
from hub.reading.open_message import Opened
from hub.reading.parse_submission import Reading
from hub.reading.read_taken_over import read_taken_over
from hub.stages.accept import accept
from hub.stages.answered import Announced, Answered
from hub.stages.apply_receipt import apply_receipt
from hub.stages.asked import Asked
from hub.stages.authenticate import authenticate
from hub.stages.check_rules import check_rules
from hub.stages.compose import compose
from hub.stages.correlate import original_of
from hub.stages.find_predecessor import find_predecessor
from hub.stages.follow import follow
from hub.stages.name_predecessor import name_concerned, name_predecessor
from hub.stages.prepared import Prepared
from hub.stages.record_existing import existing_of, record_existing
from hub.stages.record_notice import notice_of, record_notice
from hub.stages.refuse import refuse
from hub.stages.reopen import answer_reopened
from hub.stages.verify_signer import verify_signer
from hub.stages.why_early import Early, why_early

WITHOUT_STORE: Final = (verify_signer, authenticate, compose)
"""The stages between parsing and the transaction, in order."""
Timed = Callable[..., Any]
"""Called with a stage's name, the stage, and what it is given: does it, and returns its result."""


def untimed(_stage: str, act: Callable[..., Any], *given: Any) -> Any:
    """Do it."""
    return act(*given)


# ---- a submission --------------------------------------------------------------------------


def prepare(means: Means, reading: Reading, delivery: Delivery, at: int, timed: Timed = untimed) -> Prepared:
    """Take a parsed submission through all stages that need no store. Faults are collected in the result."""
    said = reading.submission
    new_id = document_id(means.hub_id, said.portal, said.id, said.content, said.submitted_at)
    prepared = Prepared(delivery=delivery, submission=said, new_id=new_id, at=at, faults=reading.faults)
    for stage in WITHOUT_STORE:
        prepared = timed(stage.__name__, stage, means, prepared)
    return prepared


def admit(work: Work, prepared: Prepared) -> bool:
    """Take a prepared submission through all stages that need the books; True if it is accepted, False if refused.

    The consequences of an acceptance are also written to the books.
    """
    asked, faults = Asked.by(prepared), prepared.faults
    if prepared.delivery.trace:
        work.books.trails.trace(prepared.new_id, prepared.delivery.trace)
    if asked is not None:
        asked = find_predecessor(work, asked)
        faults = check_rules(work, asked)
    if asked is None or faults:
        refuse(work, replace(prepared, faults=faults))
        return False
    name_predecessor(work, asked)
    name_concerned(work, asked)
    accept(work, asked)
    follow(work)
    return True


# ---- a party's message -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The result of a decision on one message."""

    document: Document | None = None
    """The document that the message moved or created, or on which it was observed."""
    waits: bool = False
    """The message refers to something that is not there yet. Nothing is recorded."""
    notice: Route | None = None
    """The route of a notice that waits; None for other messages."""
    early: Early | None = None
    """What such a notice waits for."""
    is_answered: bool = True
    """Whether the party gets a receipt.

    A receipt for a receipt is not answered; otherwise two hubs would answer each other endlessly.
    """


WAITS = Decided(waits=True)


def decide(work: Work, opened: Opened) -> Decided:
    """Take one opened message through all stages that need the books; raises Rejected for an unusable message.

    Its own changes are in the books afterwards. The caller then calls `follow` for the consequences.
    """
    if opened.is_kept:
        keep_received(work, opened)
        return Decided()
    if (announced := notice_of(work, opened)) is not None:
        return _announce(work, announced)
    if (existing := existing_of(work, opened)) is not None:
        document = record_existing(work, existing)
        keep_received(work, opened, document.id)
        return Decided(document=document)
    read_taken_over(opened, None)  # refused: an answer announces nothing
    original = original_of(work, opened)
    return WAITS if original is None else _answer(work, opened, original)


def _announce(work: Work, announced: Announced) -> Decided:
    """Create the document that a notice announces."""
    if (early := why_early(work, announced)) is not None:
        return Decided(waits=True, notice=announced.route, early=early)
    document = record_notice(work, announced)
    keep_received(work, announced.opened, document.id)
    return Decided(document=document)


def _answer(work: Work, opened: Opened, original: Message) -> Decided:
    """Apply a receipt to the document whose message it answers."""
    if original.kind in ("receipt", "copy") or original.document is None:
        keep_received(work, opened, original.document, original)
        return Decided(is_answered=False)
    document = work.books.trails.document(original.document)
    answered = Answered(opened, original, document, work.route(document))
    note_answer(work, opened, original)
    answer_reopened(work, answered)
    apply_receipt(work, answered)
    keep_received(work, opened, document.id, original)
    return Decided(document=document)
