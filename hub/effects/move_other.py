"""Move a document because another one moved."""

from hub.effects.dispute import dispute
from hub.effects.move_status import move_status
from hub.effects.work import Work
from hub.model import Cause, Document, Transition


def move_other(work: Work, other: Document, to: str, transition: Transition) -> None:
    """Move a document that another one refers to; if it cannot move there, its trail says so, and an operator is told.

    The party's reason in words is copied, so a reader of a failed application also reads why its payment failed.
    """
    lifecycle, cause = work.route(other).lifecycle, follows_from(transition)
    said = {"reason": list(transition.reason)} if transition.reason else {}
    if lifecycle.allows(other.status, to):
        move_status(work, other, to, cause, said)
    elif other.status in lifecycle.next.get(to, ()):
        work.books.trails.append(other.id, other.status, cause, {**said, "observed": "outranked", "status": to})
    else:
        dispute(work, other, cause, {**said, "observed": "contradicts", "status": to})


def follows_from(transition: Transition) -> Cause:
    """The transition that another one follows from, and the digest of its cause."""
    return Cause("document", f"{transition.document}:{transition.seq}", transition.cause.digest)
