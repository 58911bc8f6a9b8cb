"""What a party had decided on an amount before it decided anew: figures from between them contain that."""

from dataclasses import replace
from decimal import Decimal

from hub.catalogue import Claiming
from hub.effects.decide_amounts import begun
from hub.effects.work import Work
from hub.model import OUTRANKED, Claim, Document, Transition


def as_decided_by(work: Work, claiming: Claiming, claim: Claim, as_of: int) -> Claim:
    """The claim as its party had decided on it by the time of a figure; as it is now if it had not decided by then.

    Never more than the amount that counts now. The trail of its document must be loaded where it was decided anew.
    """
    document = work.books.trails.find(claim.document)
    if document is None or claim.settled_at is None or claim.settled_at <= as_of:
        return claim
    by_then, known = claim, None
    for row in work.books.trails.past(document.id):
        if not row.is_observation and row.after in claiming.released_by:
            by_then, known = claim, None
        elif _decides(work, document, claiming, row):
            at = begun(work, document, claiming, claim, int(row.detail["as_of"]))
            known = _decided(claiming, claim, known, row, at)
            by_then = known if (known.settled_at or 0) <= as_of else by_then
    return by_then


def _decides(work: Work, document: Document, claiming: Claiming, row: Transition) -> bool:
    """Whether a party decided with a row, repeated its decision, or named the amount with it that counted then."""
    if "as_of" not in row.detail:
        return False
    if not row.is_observation:
        return row.after in claiming.settled_by
    answers = work.route(document).legs[-1].answers
    said = answers.codes.get(str(row.detail.get("code"))) if answers else None
    is_repeated = row.detail.get("observed") == OUTRANKED and said in claiming.settled_by
    return is_repeated or (row.is_taken and claiming.counts in row.returned)


def _decided(claiming: Claiming, claim: Claim, known: Claim | None, row: Transition, at: int) -> Claim:
    """The claim after a decision: from the earliest time that its party stated, or that an operator let stand."""
    named = row.returned.get(claiming.counts) if row.is_taken else None
    amount = known.amount if known else claim.amount
    if named is not None and claim.amount is not None:
        amount = min(Decimal(named), claim.amount)
    if known is not None and known.settled_at is not None and row.cause.kind != "operator":
        at = min(at, known.settled_at)
    return replace(claim, amount=amount, settled_at=at)
