"""The order in which a submission and a party's message are decided on. It stands here alone: whoever walks it differs.

A worker walks it for what was delivered, `hub explain` without recording, an operator for what is released from
quarantine, the look at early notices and the match of parked receipts for what waited.
"""

from dataclasses import dataclass, replace
from typing import Final

from hub.catalogue import Route
from hub.effects.keep_received import keep_received
from hub.effects.work import Means, Work
from hub.model import Document, Message, document_id
from hub.ports import Delivery
from hub.reading.open_message import Opened
from hub.reading.parse_submission import Reading
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
from hub.stages.name_predecessor import name_predecessor
from hub.stages.prepared import Prepared
from hub.stages.record_notice import is_early, notice_of, record_notice
from hub.stages.refuse import refuse
from hub.stages.verify_signer import verify_signer

WITHOUT_STORE: Final = (verify_signer, authenticate, compose)
"""What becomes of a submission between its parsing and the transaction."""


# ---- a submission --------------------------------------------------------------------------


def prepare(means: Means, reading: Reading, delivery: Delivery, at: int) -> Prepared:
    """Take a submission that was read through all stages that need no store; what is wrong with it is kept."""
    said = reading.submission
    new_id = document_id(means.hub_id, said.portal, said.id, said.content, said.submitted_at)
    prepared = Prepared(delivery=delivery, submission=said, new_id=new_id, at=at, faults=reading.faults)
    for stage in WITHOUT_STORE:
        prepared = stage(means, prepared)
    return prepared


def admit(work: Work, prepared: Prepared) -> bool:
    """Take a prepared submission through all stages that need the books; whether it is accepted, or refused.

    What follows from its acceptance is in the books as well.
    """
    asked, faults = Asked.by(prepared), prepared.faults
    if asked is not None:
        asked = find_predecessor(work, asked)
        faults = check_rules(work, asked)
    if asked is None or faults:
        refuse(work, replace(prepared, faults=faults))
        return False
    name_predecessor(work, asked)
    accept(work, asked)
    follow(work)
    return True


# ---- a party's message -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What became of a message."""

    document: Document | None = None
    """What it moved, made or was observed on."""
    waits: bool = False
    """What it names is not there yet; nothing is recorded."""
    notice: Route | None = None
    """Of a notice that waits: its route."""
    is_answered: bool = True
    """Whether its party gets a receipt. A receipt for a receipt gets none, or two hubs would talk for ever."""


WAITS = Decided(waits=True)


def decide(work: Work, opened: Opened) -> Decided:
    """Take one opened message through all stages that need the books; raises Rejected for one that cannot be used.

    What it moves or makes is in the books; what follows from that is not yet.
    """
    if opened.is_kept:
        keep_received(work, opened)
        return Decided()
    if (announced := notice_of(work, opened)) is not None:
        return _announce(work, announced)
    original = original_of(work, opened)
    return WAITS if original is None else _answer(work, opened, original)


def _announce(work: Work, announced: Announced) -> Decided:
    """Make the document that a notice announces."""
    if is_early(work, announced):
        return Decided(waits=True, notice=announced.route)
    document = record_notice(work, announced)
    keep_received(work, announced.opened, document.id)
    return Decided(document=document)


def _answer(work: Work, opened: Opened, original: Message) -> Decided:
    """Let a receipt act on the document whose message it answers."""
    if original.kind in ("receipt", "copy") or original.document is None:
        keep_received(work, opened, original.document, original)
        return Decided(is_answered=False)
    document = work.books.trails.document(original.document)
    apply_receipt(work, Answered(opened, original, document, work.route(document)))
    keep_received(work, opened, document.id, original)
    return Decided(document=document)
