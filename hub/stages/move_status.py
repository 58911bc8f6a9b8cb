"""Move a document's status, with everything that hangs on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.catalogue.routes import Route
from hub.errors import ForbiddenMove
from hub.model import Cause, Document, Ledger, Outgoing, Transition, Verdict
from hub.stages.settle_claims import replace_figures, settle_claims


def move_status(  # noqa: PLR0913 - a transition has this many sides
    ledger: Ledger,
    route: Route,
    document: Document,
    after: str,
    cause: Cause,
    *,
    detail: Mapping[str, Any],
    portals: Sequence[str],
) -> Transition:
    """Append a transition, settle claims and figures, and promise the portals an event.

    Raises ForbiddenMove when the lifecycle does not let the document go there.
    """
    if not _may_move(ledger, route, document, after):
        raise ForbiddenMove(document.id, document.status, after)
    held = replace_figures(ledger, route, document, after, detail.get("returned", {}))
    transition = ledger.append(document.id, after, cause, {**detail, **({} if held else {"figures": "not-newer"})})
    moved = ledger.documents[document.id]
    settle_claims(ledger, route, moved)
    for portal in portals:
        promise_event(ledger, document.id, transition.seq, portal)
    return transition


def _may_move(ledger: Ledger, route: Route, document: Document, after: str) -> bool:
    """A new document begins where its lifecycle does; every other move is the lifecycle's to allow."""
    current = ledger.documents[document.id]
    if current.seq == 0:
        return after == route.lifecycle.first
    return route.lifecycle.judge(current.status, after) is Verdict.MOVES


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
