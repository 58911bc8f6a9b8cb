"""Move a document because another one moved."""

from collections.abc import Mapping
from typing import Any, Final

from hub.catalogue import Moving
from hub.effects.decide_amounts import count_undecided
from hub.effects.dispute import dispute
from hub.effects.given_back import FOUND, may_have_failed
from hub.effects.held import HELD, released
from hub.effects.move_status import move_status
from hub.effects.portals import portals_of
from hub.effects.taken_again import doubt_taken_again, found_to_go_on, is_overdrawn, taken_again
from hub.effects.work import Work
from hub.errors import Code
from hub.model import DISPUTED, OUTRANKED, Cause, Document, Transition

STANDS: Final = "stands"
"""In the detail of an operator's row: the number of the row of the trail that stands."""
_WAITS: Final = "waits"
"""Observed when a move waits until the document is in one of the statuses in `from`."""
_TWICE: Final = "done-twice"
"""Observed when a move comes on top of what the document's party has said itself (`twice:` of a route)."""

_OVERDRAWN: Final = "overdrawn"
"""Observed when a document reserves again what was given back, and more is reserved than is left."""


def move_other(work: Work, moving: Moving, other: Document, transition: Transition) -> None:
    """Move a document that another one refers to; if it cannot move there, its trail says so, and an operator is told.

    With `from` it moves only from these statuses: elsewhere the move waits. What its party has said in another way
    (`twice`) is a dispute, and so is what a second notice says, such as another policy of the same application. The
    party's reason in words is copied, so a reader of a failed application also reads why its payment failed.
    """
    lifecycle, cause = work.route(other).lifecycle, follows_from(transition)
    to, sources = moving.to.of(work.books.trails.returned(transition.document)), moving.sources
    said = {"reason": list(transition.reason)} if transition.reason else {}
    if _is_from_another(work, other, to, transition):
        dispute(work, other, cause, {**said, "observed": "contradicts", "status": to})
    elif sources and other.status not in (*sources, to):
        waits = {"observed": _WAITS, "status": to, "from": sorted(sources)}
        work.books.trails.append(other.id, other.status, cause, {**said, **waits})
    elif lifecycle.allows(other.status, to):
        _move(work, other, to, transition, said)
    elif other.status in moving.twice and _said_itself(work, other):
        dispute(work, other, cause, {**said, "observed": _TWICE, "status": to, "event": DISPUTED})
    elif _is_no_news(work, other, to, transition) or other.status in lifecycle.next.get(to, ()):
        work.books.trails.append(other.id, other.status, cause, {**said, "observed": OUTRANKED, "status": to})
    else:
        dispute(work, other, cause, {**said, "observed": "contradicts", "status": to})


def _move(work: Work, other: Document, to: str, transition: Transition, said: Mapping[str, Any]) -> None:
    """Move a document. If it reserves again what was given back and is used by others since, it is disputed (HUB-824).

    That is what an operator's proof says of money that was paid, also where the hub has not heard that it had failed. A
    notice is the word of the document's own party, which has room for the amount, but contradicts its figures
    (HUB-838). It counts the amount from then on.
    """
    cause, taken = follows_from(transition), list(taken_again(work, other, to))
    if transition.cause.kind == "operator" and any(may_have_failed(work, other, to)):
        said, taken = {**said, FOUND: True}, [*taken, *found_to_go_on(work, other, to)]
    moved = move_status(work, other, to, cause, said)
    if work.route(work.books.trails.document(transition.document)).is_notice:
        count_undecided(work, other, moved)
        doubt_taken_again(work, other, taken, cause)
    elif is_overdrawn(work, taken):
        why = {"observed": _OVERDRAWN, "code": Code.TAKEN_AGAIN_WITHOUT_ROOM}
        dispute(work, work.books.trails.document(other.id), cause, why)


def _is_no_news(work: Work, other: Document, to: str, transition: Transition) -> bool:
    """Whether a document may be moved once more to the status that it has.

    That is what a notice says again, a status in which the document waits to be made again, such as the return of a
    second confirmation, and what an operator lets stand. Elsewhere it happened twice, as when an application is paid by
    two payments.
    """
    is_notice = work.route(work.books.trails.document(transition.document)).is_notice
    is_at_rest = work.catalogue.statuses[to].kind == "rest"
    return other.status == to and (is_notice or is_at_rest or STANDS in transition.detail)


def _is_from_another(work: Work, other: Document, to: str, transition: Transition) -> bool:
    """Whether a notice moves a document where another notice has moved it, or waits to move it.

    A new version of a notice is no other one, and a return to what was said before (`move_back`) comes from no notice.
    """
    trails, held_in = work.books.trails, work.route(other).held_in
    mover = trails.document(transition.document)
    own, above = {other.id}, trails.find(mover.id)
    while above is not None:
        own.add(above.id)
        above = trails.find(above.again_of)
    rows = (row for row in trails.past(other.id) if row.cause.kind == "document" and row.before not in held_in)
    said = (row for row in rows if to == (row.detail.get("status") if row.is_observation else row.after))
    others = {row.cause.ref.partition(":")[0] for row in said} - own
    known = (trails.find(id_) for id_ in others)
    return work.route(mover).is_notice and any(one is None or one.type == mover.type for one in known)


def _said_itself(work: Work, document: Document) -> bool:
    """Whether its party has said a document's present status in a receipt, also after another document moved it."""
    rows = (row for row in work.books.trails.past(document.id) if row.cause.kind == "receipt")
    return any(_said(work, document, row) == document.status for row in rows)


def _said(work: Work, document: Document, row: Transition) -> str | None:
    """The status that a receipt says, by the row that it left; None if the row keeps it as a contradiction."""
    if not row.is_observation:
        return row.after
    answers = [leg.answers for leg in work.route(document).legs if leg.answers is not None]
    is_said = row.detail.get("observed") in (OUTRANKED, HELD)
    return answers[-1].codes.get(str(row.detail.get("code"))) if is_said and answers else None


def move_back(work: Work, other: Document, event: str, transition: Transition) -> None:
    """Return a document to the highest status that its party has said, as if nothing had held it; tell the event first.

    What the party said meanwhile counts from now on. A document that is held no longer is disputed.
    """
    cause, held = follows_from(transition), released(work, other)
    said = {"reason": list(transition.reason)} if transition.reason else {}
    if held is None:
        dispute(work, other, cause, {**said, "observed": "contradicts", "status": event})
        return
    tell_observed(work, other, cause, {**said, "observed": "refused", "event": event})
    values = {"returned": dict(held.values)} if held.values else {}
    move_status(work, work.books.trails.document(other.id), held.status, cause, values)
    if held.is_contradicted:
        dispute(work, work.books.trails.document(other.id), cause, {"observed": "contradicts"})


def tell_observed(work: Work, document: Document, cause: Cause, detail: Mapping[str, Any]) -> None:
    """Append an observation whose `event` portals are told."""
    row = work.books.trails.append(document.id, document.status, cause, detail)
    for portal in portals_of(work.books, work.catalogue, work.books.trails.document(document.id)):
        work.books.post.promise_event(document.id, row.seq, portal)


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
