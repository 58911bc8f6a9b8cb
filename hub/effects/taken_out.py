"""Amounts that others take out of a document, such as what is given back of a guarantee: how much is left of it."""

from collections.abc import Iterator
from decimal import Decimal

from hub.catalogue import Claiming, Covers, is_blank, lookup
from hub.effects.current import keys_on
from hub.effects.work import Work
from hub.model import Claim, Document
from hub.xml.decimals import read_decimal


def amount_left(work: Work, claiming: Claiming, resource: str, other: Document) -> Decimal:
    """What is left of a document: of its amount, and of what its party says is left, whichever is less.

    `resource` is the key of the resource without the document. From its amount everything is taken that is open or was
    ever given back, and what its party says is used (`covers:` of a route that changes the amount): a party's figure of
    what is left can be older than the amount. From that figure only what it does not contain yet is taken.
    """
    taken = taken_of(work, resource, other)
    total = amount_of(work, claiming, other)
    left = total - max(_sum(taken), least_of(work, other))
    figure = work.books.trails.returned(other.id).get(claiming.at_most)
    if figure is None:
        return left
    return min(left, Decimal(figure) - _sum(_outside(work, claiming, other, taken)))


def amount_of(work: Work, claiming: Claiming, other: Document) -> Decimal:
    """The amount of a document out of which others take some (`out-of:`)."""
    facts = work.books.trails.facts(other.id)
    total = next((raw for path in claiming.out_of if not is_blank(raw := lookup(facts, path))), None)
    return read_decimal(total) or Decimal(0)


def least_of(work: Work, other: Document) -> Decimal:
    """What of a document's amount is used or given back: by its party's figures, and by what the hub knows beside."""
    found = [Decimal(0)]
    for route in work.catalogue.routes.values():
        for rule in (one for one in route.rules if isinstance(one, Covers)):
            if any(other.type in place.naming.documents for place in rule.others):
                said = {"returned": work.books.trails.returned(other.id)}
                stated = {place.path: lookup(said, place.path) for place in rule.others}
                found.append(rule.least(stated, held_out_of(work, other), beyond(work, other)))
    return max(found)


def surely_taken(work: Work, other: Document) -> Decimal:
    """What of a document's amount is surely used or given back.

    A party's sum of what it gave back may contain a part of what is decided anew: the larger of both counts.
    """
    held, found = held_out_of(work, other), [Decimal(0)]
    given_back = {claiming.contains for claiming in claimings_on(work, other)}
    for route in work.catalogue.routes.values():
        for rule in (one for one in route.rules if isinstance(one, Covers)):
            if any(other.type in place.naming.documents for place in rule.others):
                said = {"returned": work.books.trails.returned(other.id)}
                stated = {place.path: read_decimal(lookup(said, place.path)) or Decimal(0) for place in rule.others}
                at_least = {path for path in stated if path.rpartition(".")[2] in given_back}
                found.append(sum((max(n, held) if path in at_least else n for path, n in stated.items()), Decimal(0)))
    return max(*found, held)


def held_out_of(work: Work, other: Document) -> Decimal:
    """All that others hold, or have got for good, out of a document."""
    keys = sorted({":".join(claiming.resource) for claiming in claimings_on(work, other)})
    return sum((_sum(taken_of(work, key, other)) for key in keys), Decimal(0))


def beyond(work: Work, other: Document) -> dict[str, Decimal]:
    """By name of a figure that sums what others got (`contains:`): what they hold that it does not contain yet."""
    found: dict[str, Decimal] = {}
    for claiming in claimings_on(work, other):
        if claiming.contains:
            taken = taken_of(work, ":".join(claiming.resource), other)
            found[claiming.contains] = _sum(_outside(work, claiming, other, taken, claiming.contains))
    return found


def claimings_on(work: Work, other: Document) -> Iterator[Claiming]:
    """The claims by which documents of any type take amounts out of one of this type."""
    for route in work.catalogue.routes.values():
        names = {naming.name for naming in route.names if other.type in naming.documents}
        yield from (claiming for claiming in route.claims if claiming.each in names and claiming.out_of)


def taken_of(work: Work, resource: str, other: Document) -> list[Claim]:
    """The open claims of amounts out of a document, under the keys of all its versions."""
    open_ = (claim for key in keys_on(work, resource, other) for claim in work.books.claims.open_claims(key))
    return [claim for claim in open_ if claim.amount is not None]


def _outside(work: Work, claiming: Claiming, other: Document, taken: list[Claim], figure: str = "") -> list[Claim]:
    """What is taken that a figure of the party does not contain; without a name, its figure of what is left."""
    name = figure or claiming.at_most
    return [claim for claim in taken if not _is_contained(work, claiming, other, claim, (name, taken))]


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
