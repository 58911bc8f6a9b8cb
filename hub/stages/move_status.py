"""Move a document's status, with everything that hangs on it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.catalogue import Route
from hub.errors import ForbiddenMove
from hub.model import Cause, Document, Ledger, Outgoing, Transition, Verdict
from hub.stages.settle_claims import replace_figures, settle_claims

ALARM: Final = "alarm"
"""The word of a dispute that a status makes by itself (`alarms:`)."""


def move_status(
    ledger: Ledger, route: Route, document: Document, after: str, cause: Cause, detail: Mapping[str, Any] | None = None
) -> Transition:
    """Append a transition, settle claims and figures, and promise the portals an event.

    Raises ForbiddenMove when the lifecycle does not let the document go there.
    """
    if not _may_move(ledger, route, document, after, cause):
        raise ForbiddenMove(document.id, document.status, after)
    detail = detail or {}
    held = replace_figures(ledger, route, document, after, detail.get("returned", {}))
    transition = ledger.append(document.id, after, cause, {**detail, **({} if held else {"figures": "not-newer"})})
    if route.alarms:
        ledger.put(_alarmed(route, ledger.documents[document.id]))
    moved = ledger.documents[document.id]
    settle_claims(ledger, route, moved)
    for portal in portals_of(ledger, route, moved):
        promise_event(ledger, document.id, transition.seq, portal)
    return transition


def _alarmed(route: Route, document: Document) -> Document:
    """The document with the mark of a status that an operator must know of; without it where it went on."""
    others = document.disputes - {ALARM}
    return document.marked(others | {ALARM} if document.status in route.alarms else others)


def portals_of(ledger: Ledger, route: Route, document: Document) -> Sequence[str]:
    """Who hears of a document: its portal; of what no portal submitted, those that speak for its enterprise.

    An enterprise that none ever named: the type's home portal (domain.md section 4).
    """
    if document.portal:
        return [document.portal]
    return ledger.told.get(document.enterprise) or ([route.home] if route.home else [])


def _may_move(ledger: Ledger, route: Route, document: Document, after: str, cause: Cause) -> bool:
    """A new document begins where its lifecycle does; receipts go by ranks, what the hub itself does by the moves."""
    current = ledger.documents[document.id]
    if current.seq == 0:
        return after == route.lifecycle.first
    if cause.kind in ("receipt", "confirm"):
        return route.lifecycle.judge(current.status, after) is Verdict.MOVES
    return route.lifecycle.allows(current.status, after)


def promise_event(ledger: Ledger, document: str, seq: int, portal: str) -> None:
    """Tell a portal of a transition; promising it again tells it again, under the same id."""
    ledger.promise(
        Outgoing(
            id=f"event:{document}:{seq}:{portal}",
            about="event",
            destination=portal,
            subject=document,
            seq=seq,
            owner=ledger.worker,
            at=ledger.tick(),
        )
    )


def promise_message(ledger: Ledger, message: str, party: str) -> None:
    """Send a stored message; sending it again repeats the same id and bytes."""
    ledger.promise(
        Outgoing(
            id=f"message:{message}",
            about="message",
            destination=party,
            subject=message,
            seq=0,
            owner=ledger.worker,
            at=ledger.tick(),
        )
    )
