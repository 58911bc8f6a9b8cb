"""What a party decides on a claimed amount: how much it is, and since when the party counts it itself."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hub.catalogue import Claiming
from hub.effects.given_back import has_failed_since
from hub.effects.settle_claims import settle_claims
from hub.effects.uncontained import explain
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Claim, Document, Transition
from hub.reading.said_by import SaidBy
from hub.xml.times import latest_of


def refuse_more(work: Work, document: Document, opened: SaidBy, status: str, values: Mapping[str, Any]) -> None:
    """Raise Rejected (HUB-438) if a party decides on a larger amount than the document asked for.

    Only of the first amount that it names: another one later is a contradiction, which is kept and disputed.
    """
    for claiming in work.route(document).claims:
        said = values.get(claiming.counts) if status in claiming.settled_by else None
        if said is None or claiming.counts in work.books.trails.returned(document.id):
            continue
        for claim in work.books.claims.held_by(document.id, claiming.key):
            if claim.amount is not None and Decimal(said) > claim.amount:
                raise rejected(Code.MORE_THAN_ASKED, claiming.counts, answers=opened.id, value=said)


def first_named(work: Work, document: Document, values: Mapping[str, Any]) -> dict[str, Any]:
    """The amounts among an answer's values that count and that no answer has named before."""
    counted = {claiming.counts for claiming in work.route(document).claims if document.status in claiming.settled_by}
    known = work.books.trails.returned(document.id)
    return {name: value for name, value in values.items() if name in counted and name not in known}


def note_settled(work: Work, document: Document, status: str, decided_at: int, values: Mapping[str, Any]) -> None:
    """Record when the party began to count an amount itself: the earliest time that the party stated.

    An answer with another amount than the one that counts says nothing about the latter.
    """
    known = work.books.trails.returned(document.id)
    for claiming in work.route(document).claims:
        name = claiming.counts
        if status in claiming.settled_by and (name not in values or values[name] == known.get(name)):
            for claim in work.books.claims.held_by(document.id, claiming.key):
                if claim.settled_at is None and has_failed_since(work, document, claiming):
                    continue  # given back since: what was decided before says nothing any more
                at = begun(work, document, claiming, claim, decided_at)
                _count_from(work, claim, at if claim.settled_at is None else min(at, claim.settled_at))
    reserved = _reserved_by(work, document)
    _settle_repeated(work, work.books.trails.document(document.id))
    still = _reserved_by(work, document)
    for key in sorted(reserved.keys() - still.keys()):
        explain(work, key, reserved[key])


def _reserved_by(work: Work, document: Document) -> dict[str, Decimal]:
    """What a document reserves for its party's figures to contain, by resource."""
    found: dict[str, Decimal] = {}
    for claiming in work.route(document).claims:
        for claim in work.books.claims.held_by(document.id, claiming.key) if not claiming.each else ():
            if claim.open and claim.amount is not None:
                found[claim.resource] = found.get(claim.resource, Decimal(0)) + claim.amount
    return found


def _settle_repeated(work: Work, document: Document) -> None:
    """Settle claims, but release none that a contradiction holds: a party that repeats one answer settles nothing."""
    claims = work.books.claims
    held = [
        claim
        for claiming in work.route(document).claims
        if document.disputes and claiming.held_in_dispute and document.status in claiming.released_by
        for claim in claims.held_by(document.id, claiming.key)
        if claim.open
    ]
    settle_claims(work, document)
    for claim in held:
        claims.put(claim)


def settle_anew(work: Work, document: Document, decided_at: int, values: Mapping[str, Any] | None = None) -> None:
    """Count amounts from the time of the decision that stands now; with `values` only those among them."""
    for claiming in work.route(document).claims:
        if claiming.counts and document.status in claiming.settled_by and (values is None or claiming.counts in values):
            for claim in work.books.claims.held_by(document.id, claiming.key):
                _count_from(work, claim, begun(work, document, claiming, claim, decided_at))
    settle_claims(work, work.books.trails.document(document.id))


def count_undecided(work: Work, document: Document, moved: Transition) -> None:
    """Count amounts on which no answer of the party has decided from the move that the party's notice made.

    A notice does not say when the party decided; it is the time of the move.
    """
    for claiming in work.route(document).claims:
        for claim in work.books.claims.held_by(document.id, claiming.key) if moved.after in claiming.settled_by else ():
            if claim.settled_at is None and not claiming.each:
                _count_from(work, claim, moved.at)


def _count_from(work: Work, claim: Claim, at: int) -> None:
    if at != claim.settled_at:
        work.books.claims.put(replace(claim, settled_at=at))


def begun(work: Work, document: Document, claiming: Claiming, claim: Claim, decided_at: int) -> int:
    """When the party began to count an amount, by its own time.

    It is never before the document was made: figures that the hub had by then cannot contain the amount. Of an account
    that is the hub's time. Of a named document it is the party's own time of these figures, so that a party whose clock
    differs from the hub's is compared with itself only; a day without a time counts as its end.
    """
    if not claiming.each:
        return max(decided_at, document.created_at)
    other = claim.resource.rpartition(":")[2]
    known = work.books.trails.as_of_by(other, claiming.at_most, document.created_at)
    return max(latest_of(decided_at), known + 1)
