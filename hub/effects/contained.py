"""Amounts that a party's figures contain: freed by the time of the figures or by name, and held again without them.

The party counts an amount from its decision on, or names the document that its figures are about. A name frees an
amount only if nothing else can be meant by it; in doubt the amount stays reserved beside the figures.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from hub.catalogue import Figures
from hub.effects.work import Work
from hub.model import Books, Claim, Document, Resource
from hub.reading.numbers import BusinessNumber
from hub.xml.times import from_wire

USED: Final = "used"
"""Name of the figure that says how much the party counts."""


def is_contained(books: Books, claim: Claim) -> bool:
    """Whether the held figures of an amount's resource are newer than the time from which its party counts it."""
    if claim.amount is None or claim.settled_at is None:
        return False
    return claim.settled_at < books.claims.resource(claim.resource).as_of


def seen(books: Books, claim: Claim) -> Decimal:
    """How much of a closed claim the held figures visibly contain: nothing once other figures have followed."""
    resource = books.claims.resource(claim.resource)
    is_seen = claim.amount is not None and claim.settled_at == resource.as_of - 1
    return min(claim.amount or Decimal(0), _used(resource.figures)) if is_seen else Decimal(0)


def meant_by(notice: Document, named: Iterable[Document], as_of: int) -> set[str]:
    """The ids of those named documents of which nothing but their own amount can be meant.

    A document that is made again can bear its predecessor's number, and then the predecessor's amount can be meant.
    Figures from before a document was made do not contain its amount.
    """
    account = (notice.enterprise, notice.party)
    return {
        one.id
        for one in named
        if one.again_of is None
        and (one.enterprise, one.party) == account
        and one.created_at <= min(as_of, notice.created_at)
    }


def free_contained(books: Books, key: str, named: Collection[str], before: Resource) -> None:
    """Free what figures contain that are newer than those `before` them: by their time, and what they name.

    Named amounts are freed only if what is used has risen by them, and by all that the time frees.
    """
    resource, claims = books.claims.resource(key), books.claims.open_claims(key)
    by_time = [claim for claim in claims if is_contained(books, claim)]
    by_name = [claim for claim in claims if _is_named(claim, named) and claim not in by_time]
    risen, seen_at = _used(resource.figures) - _used(before.figures), resource.as_of - 1
    is_seen = _sum(by_time) <= risen
    for claim in by_time:
        books.claims.put(replace(claim, open=False, settled_at=seen_at if is_seen else claim.settled_at))
    for claim in by_name if _sum([*by_time, *by_name]) <= risen else ():
        books.claims.put(replace(claim, open=False, settled_at=seen_at))


def free_late(books: Books, key: str, named: Collection[str], values: Mapping[str, Any], as_of: int) -> None:
    """Free what figures name that are held already, or that are older than the held ones.

    Only as far as what is used exceeds all that figures have ever contained, which must be loaded.
    """
    resource = books.claims.resource(key)
    if resource.dispute:
        return
    left = min(_used(values), _used(resource.figures)) - _sum(books.claims.counted(key))
    for claim in books.claims.open_claims(key):
        if _is_named(claim, named) and claim.amount is not None and claim.amount <= left:
            left -= claim.amount
            books.claims.put(replace(claim, open=False, settled_at=as_of - 1))


def hold_uncontained(work: Work, key: str, as_of: int) -> None:
    """Hold again what only figures contain that an operator has set aside for those of `as_of`.

    The documents of these claims and their trails must be loaded. What the party has decided on counts from then on; of
    the rest nothing is known.
    """
    books = work.books
    for claim in books.claims.counted(key):
        document = books.trails.find(claim.document)
        if document is None or claim.settled_at is None or claim.settled_at < as_of - 1:
            continue
        claiming = next(one for one in work.route(document).claims if one.key == claim.key)
        if document.status not in claiming.released_by:
            decided = any(row.after in claiming.settled_by for row in books.trails.past(document.id))
            books.claims.put(replace(claim, open=True, settled_at=max(claim.settled_at, as_of) if decided else None))


def count_named(work: Work, document: Document) -> None:
    """Free what the held figures named by the document's number before any document bore it."""
    books = work.books
    for route in work.catalogue.routes.values():
        if route.figures is None or not route.figures.contain:
            continue
        naming = route.naming(route.figures.contain)
        account = route.resource_key(route.figures.resource, document.enterprise, document.party)
        resource = books.claims.resource(account)
        for number in books.names.numbers(document.id) if document.type in naming.documents else ():
            borne = BusinessNumber(route.document, number.kind, document.party, number.value)
            for id_ in sorted(books.names.bearers(borne.key)) if number.kind == naming.by else ():
                said = books.trails.returned(id_)
                if any(books.names.named(id_, naming.name)) or not _are_held(resource, said, route.figures):
                    continue
                meant = meant_by(books.trails.document(id_), [document], resource.as_of)
                free_late(books, account, meant, said, resource.as_of)


def _are_held(resource: Resource, said: Mapping[str, Any], figures: Figures) -> bool:
    """Whether what a notice said is what is held now."""
    if figures.as_of not in said or from_wire(said[figures.as_of]) != resource.as_of:
        return False
    return all(resource.figures.get(name) == said[name] for name in figures.keep if name in said)


def _is_named(claim: Claim, named: Collection[str]) -> bool:
    return claim.document in named and claim.amount is not None


def _used(figures: Mapping[str, Any]) -> Decimal:
    return Decimal(figures.get(USED, "0"))


def _sum(claims: Iterable[Claim]) -> Decimal:
    return sum((claim.amount for claim in claims if claim.amount is not None), Decimal(0))
