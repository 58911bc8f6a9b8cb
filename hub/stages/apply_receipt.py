"""Let a receipt move a document, or keep it as an observation."""

import structlog

from hub.catalogue.routes import Route
from hub.model import Cause, Document, Ledger, Reference, Verdict
from hub.stages.interpret import Meaning
from hub.stages.move_status import move_status
from hub.stages.open_message import Opened
from hub.stages.settle_claims import hold_again, note_settled

log = structlog.get_logger()
ALARMS = frozenset({"contradicts", "superseded"})
"""Observations that an operator should look at: the party believes what the hub does not."""


def apply_receipt(ledger: Ledger, route: Route, document: Document, opened: Opened, meaning: Meaning) -> None:
    """Append the transition or observation; what a party contradicts is kept, and raises an alarm."""
    cause = Cause("receipt", opened.id, opened.digest)
    if meaning.verdict is Verdict.MOVES and meaning.status:
        move_status(ledger, route, document, meaning.status, cause, meaning.detail)
    else:
        why = _why(route, document, meaning)
        ledger.append(document.id, document.status, cause, {**meaning.detail, "observed": why})
        if why == "contradicts":
            hold_again(ledger, route, document)
        if why in ALARMS:
            log.warning("contradiction", document=document.id, status=document.status, code=meaning.code, why=why)
    if meaning.late or meaning.status is None or meaning.verdict is Verdict.CONTRADICTS:
        return
    _refer(ledger, document, meaning)
    if meaning.decided_at is not None:
        note_settled(ledger, route, document, meaning.status, meaning.decided_at)


def _why(route: Route, document: Document, meaning: Meaning) -> str:
    if meaning.late:
        return "late"
    if route.again is not None and document.status == route.again.becomes:
        return "superseded"
    if meaning.status is None:
        return "unknown-code"
    return "contradicts" if meaning.verdict is Verdict.CONTRADICTS else "outranked"


def _refer(ledger: Ledger, document: Document, meaning: Meaning) -> None:
    for name in meaning.leg.answers.references if meaning.leg.answers else ():
        if isinstance(value := meaning.values.get(name), str):
            ledger.refer(Reference(document.id, name, value))
