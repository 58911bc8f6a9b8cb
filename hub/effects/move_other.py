"""Move a document because another one moved."""

from collections.abc import Collection
from typing import Final

from hub.effects.dispute import dispute
from hub.effects.move_status import move_status
from hub.effects.work import Work
from hub.model import Cause, Document, Transition

_WAITS: Final = "waits"
"""Observed when a move waits until the document is in one of the statuses in `from`."""


def move_other(work: Work, other: Document, to: str, transition: Transition, sources: Collection[str] = ()) -> None:
    """Move a document that another one refers to; if it cannot move there, its trail says so, and an operator is told.

    With `sources` it moves only from these statuses: elsewhere the move waits. The party's reason in words is copied,
    so a reader of a failed application also reads why its payment failed.
    """
    lifecycle, cause = work.route(other).lifecycle, follows_from(transition)
    said = {"reason": list(transition.reason)} if transition.reason else {}
    if sources and other.status not in (*sources, to):
        waits = {"observed": _WAITS, "status": to, "from": sorted(sources)}
        work.books.trails.append(other.id, other.status, cause, {**said, **waits})
    elif lifecycle.allows(other.status, to):
        move_status(work, other, to, cause, said)
    elif (sources and other.status == to) or other.status in lifecycle.next.get(to, ()):
        work.books.trails.append(other.id, other.status, cause, {**said, "observed": "outranked", "status": to})
    else:
        dispute(work, other, cause, {**said, "observed": "contradicts", "status": to})


def move_on(work: Work, transition: Transition) -> None:
    """Make the moves that have waited for the status that a document has now reached."""
    for row in work.books.trails.past(transition.document):
        if row.detail.get("observed") == _WAITS and transition.after in row.detail["from"]:
            document = work.books.trails.document(transition.document)
            if work.route(document).lifecycle.allows(document.status, row.detail["status"]):
                move_status(work, document, row.detail["status"], follows_from(row))


def follows_from(transition: Transition) -> Cause:
    """The transition that another one follows from, and the digest of its cause."""
    return Cause("document", f"{transition.document}:{transition.seq}", transition.cause.digest)
