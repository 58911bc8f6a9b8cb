"""Amounts that others take out of a document, such as what is given back of a guarantee: how much is left of it."""

from collections.abc import Iterator
from decimal import Decimal

from hub.catalogue import Claiming, Covers, is_blank, lookup
from hub.effects.current import keys_on
from hub.effects.decided_before import as_decided_by
from hub.effects.work import Work
from hub.model import Claim, Document
from hub.xml.decimals import read_decimal


def amount_left(work: Work, claiming: Claiming, resource: str, other: Document) -> Decimal:
    """What is left of a document: of its amount, and of what its party says is left, whichever is less.

    `resource` is the key of the resource without the document. From its amount everything is taken that is open or was
    ever given back, and what its party says is used (`covers:` of a route that changes the amount): a party's figure of
    what is left can be older than the amount. From that figure only what it does not contain yet is taken.
    """
    left = amount_of(work, claiming, other) - least_of(work, other)
    figure = work.books.trails.returned(other.id).get(claiming.at_most)
    if figure is None:
        return left
    return min(left, Decimal(figure) - _outside(work, claiming, other, taken_of(work, resource, other)))


def amount_of(work: Work, claiming: Claiming, other: Document) -> Decimal:
    """The amount of a document out of which others take some (`out-of:`)."""
    facts = work.books.trails.facts(other.id)
    total = next((raw for path in claiming.out_of if not is_blank(raw := lookup(facts, path))), None)
    return read_decimal(total) or Decimal(0)


def least_of(work: Work, other: Document, without: str = "") -> Decimal:
    """What of a document's amount is used, given back or asked back: never less than what others hold.

    That is what its party's figures say (`covers:`), and beside them what the hub knows and they do not contain. What
    the document `without` holds is not counted.
    """
    held, beside, found = held_out_of(work, other, without), beyond(work, other, without), [Decimal(0)]
    for route in work.catalogue.routes.values():
        for rule in (one for one in route.rules if isinstance(one, Covers)):
            if any(other.type in place.naming.documents for place in rule.others):
                said = {"returned": work.books.trails.returned(other.id)}
                stated = {place.path: lookup(said, place.path) for place in rule.others}
                found.append(rule.least(stated, held, beside))
    return max(held, *found)


def held_out_of(work: Work, other: Document, without: str = "") -> Decimal:
    """All that others hold, or have got for good, out of a document."""
    keys = sorted({":".join(claiming.resource) for claiming in claimings_on(work, other)})
    return sum((_sum(taken_of(work, key, other, without)) for key in keys), Decimal(0))


def beyond(work: Work, other: Document, without: str = "") -> dict[str, Decimal]:
    """By name of a figure that sums what others got (`contains:`): what they hold that it does not contain yet."""
    found: dict[str, Decimal] = {}
    for claiming in claimings_on(work, other):
        if claiming.contains:
            taken = taken_of(work, ":".join(claiming.resource), other, without)
            found[claiming.contains] = _outside(work, claiming, other, taken, claiming.contains)
    return found


def claimings_on(work: Work, other: Document) -> Iterator[Claiming]:
    """The claims by which documents of any type take amounts out of one of this type."""
    for route in work.catalogue.routes.values():
        names = {naming.name for naming in route.names if other.type in naming.documents}
        yield from (claiming for claiming in route.claims if claiming.each in names and claiming.out_of)


def taken_of(work: Work, resource: str, other: Document, without: str = "") -> list[Claim]:
    """The open claims of amounts out of a document, under the keys of all its versions."""
    open_ = (claim for key in keys_on(work, resource, other) for claim in work.books.claims.open_claims(key))
    return [claim for claim in open_ if claim.amount is not None and claim.document != without]


def decided_since(work: Work, other: Document) -> Iterator[Claim]:
    """What its party has decided on since its figures: an earlier decision on it can be in them."""
    for claiming in claimings_on(work, other):
        said_at = [work.books.trails.as_of(other.id, name) for name in (claiming.at_most, claiming.contains)]
        for claim in taken_of(work, ":".join(claiming.resource), other):
            if any(0 < at < (claim.settled_at or 0) for at in said_at):
                yield claim


def _outside(work: Work, claiming: Claiming, other: Document, taken: list[Claim], figure: str = "") -> Decimal:
    """How much of what is taken a figure of the party does not contain; without a name, its figure of what is left."""
    name = figure or claiming.at_most
    as_of = work.books.trails.as_of(other.id, name)
    by_then = [as_decided_by(work, claiming, claim, as_of) for claim in taken]
    contained = [claim for claim in by_then if _is_contained(work, claiming, other, claim, (name, by_then))]
    return _sum(taken) - _sum(contained)


def _is_contained(
    work: Work, claiming: Claiming, other: Document, claim: Claim, among: tuple[str, list[Claim]]
) -> bool:
    """Whether the party's figure contains what was given back.

    It does if it is newer. A figure of the same time, which came with the decision itself, does if the party's sum of
    all that it gave back has room for it. `among` is the figure's name, and all that is taken.
    """
    figure, taken = among
    as_of = work.books.trails.as_of(other.id, figure)
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
