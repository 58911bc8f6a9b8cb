"""Let a receipt move a document, or keep it as an observation."""

from typing import Any, Final

import structlog

from hub.catalogue.load import Catalogue
from hub.catalogue.routes import Route
from hub.model import Cause, Document, Ledger, Reference, Verdict
from hub.stages.dispute import dispute
from hub.stages.interpret import Meaning
from hub.stages.move_status import move_status
from hub.stages.open_message import Opened
from hub.stages.settle_claims import hold_again, note_settled

log = structlog.get_logger()
DISPUTES: Final = frozenset({"contradicts", "other-values", "late-decision", "superseded-decision"})
"""Observations that are an alarm, and stop acts until an operator has settled them."""
WORDS: Final = frozenset({"reason", "reasons", "remark"})
"""What comes back as words for people: others are no other values."""


def apply_receipt(ledger: Ledger, catalogue: Catalogue, document: Document, opened: Opened, meaning: Meaning) -> None:
    """Append the transition or observation; what a party contradicts is kept, and raises an alarm."""
    cause, route = Cause("receipt", opened.id, opened.digest), catalogue.routes[document.type]
    if meaning.verdict is Verdict.MOVES and meaning.status:
        move_status(ledger, route, document, meaning.status, cause, meaning.detail)
    else:
        _observe(ledger, catalogue, document, cause, meaning)
    if meaning.late or meaning.status is None or meaning.verdict is Verdict.CONTRADICTS:
        return
    _refer(ledger, document, meaning)
    if meaning.decided_at is not None:
        note_settled(ledger, route, document, meaning.status, meaning.decided_at)


def _observe(ledger: Ledger, catalogue: Catalogue, document: Document, cause: Cause, meaning: Meaning) -> None:
    detail = {**meaning.detail, "observed": (why := _why(ledger, catalogue, document, meaning))}
    if why not in DISPUTES:
        ledger.append(document.id, document.status, cause, detail)
        return
    if why == "contradicts":
        hold_again(ledger, catalogue.routes[document.type], document)
    dispute(ledger, catalogue, document, cause, detail)


def _why(ledger: Ledger, catalogue: Catalogue, document: Document, meaning: Meaning) -> str:
    """Why a receipt moves nothing, in one word."""
    route, status = catalogue.routes[document.type], meaning.status
    if status is None:
        return "unknown-code"
    decides = meaning.is_business and catalogue.is_decisive(document.type, status)
    if meaning.verdict is Verdict.CONTRADICTS:
        return "contradicts"
    if meaning.is_business and _says_otherwise(ledger.returned.get(document.id, {}), meaning.values):
        return "other-values"
    if meaning.late:
        return "late-decision" if decides else "late"
    if is_superseded(route, document):
        return "superseded-decision" if decides else "superseded"
    return "outranked"


def is_superseded(route: Route, document: Document) -> bool:
    return route.again is not None and document.status == route.again.becomes


def _says_otherwise(known: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether a receipt that repeats a status brings another premium, account, figure, date or number than before."""
    return any(
        value != known[name]
        for name, value in said.items()
        if name in known and name not in WORDS and not isinstance(value, dict)
    )


def _refer(ledger: Ledger, document: Document, meaning: Meaning) -> None:
    for name in meaning.leg.answers.references if meaning.leg.answers else ():
        if isinstance(value := meaning.values.get(name), str):
            ledger.refer(Reference(document.id, name, value))
