"""Check amounts that are taken out of named documents, such as what is given back of a guarantee."""

from collections.abc import Iterator
from decimal import Decimal

from hub.catalogue import Claiming, is_blank, lookup
from hub.effects.current import keys_on
from hub.effects.work import Work
from hub.errors import Code, fault
from hub.model import Claim, Document, Fault
from hub.stages.asked import Asked
from hub.xml.decimals import read_decimal, written


def check_amounts(work: Work, asked: Asked, claiming: Claiming) -> Iterator[Fault]:
    """A fault for an amount that exceeds what is left of a document that the form names."""
    for other in work.books.named_by(asked.document.id, claiming.each):
        left = amount_left(work, claiming, asked.resource_key(claiming.resource), other)
        if asked.amount(claiming.amount) > left:
            yield fault(Code.MORE_THAN_IS_LEFT, claiming.amount, left=written(max(left, Decimal(0))))


def amount_left(work: Work, claiming: Claiming, resource: str, other: Document) -> Decimal:
    """What is left of a named document: of its amount, and of what its party says is left, whichever is less.

    `resource` is the key of the resource without the document.

    From its amount everything is taken that is open or was ever given back. From the party's figure only that which
    the figure does not contain yet.
    """
    keys = keys_on(work, resource, other)
    taken = [claim for key in keys for claim in work.books.claims.open_claims(key) if claim.amount is not None]
    facts = work.books.trails.facts(other.id)
    total = next((raw for path in claiming.out_of if not is_blank(raw := lookup(facts, path))), None)
    left = (read_decimal(total) or Decimal(0)) - _sum(taken)
    figure = work.books.trails.returned(other.id).get(claiming.at_most)
    if figure is None:
        return left
    outside = [claim for claim in taken if not _is_contained(work, claiming, other, claim, taken)]
    return min(left, Decimal(figure) - _sum(outside))


def _is_contained(work: Work, claiming: Claiming, other: Document, claim: Claim, taken: list[Claim]) -> bool:
    """Whether the party's figure contains what was given back.

    It does if it is newer. A figure of the same time, which came with the decision itself, does if the party's sum of
    all that it gave back has room for it.
    """
    as_of = work.books.trails.as_of(other.id, claiming.at_most)
    said_at = work.books.trails.as_of(other.id, claiming.contains)
    if claim.settled_at is None or claim.settled_at > as_of:
        return False
    if claim.settled_at < as_of:
        return True
    stated = work.books.trails.returned(other.id).get(claiming.contains)
    given_back = [c for c in taken if c.settled_at is not None and c.settled_at <= as_of]
    return stated is not None and said_at == as_of and Decimal(stated) >= _sum(given_back)


def _sum(claims: list[Claim]) -> Decimal:
    return sum((claim.amount or Decimal(0) for claim in claims), Decimal(0))
