"""Amounts that a party's figures contain: freed by the time of the figures, or by name.

The party counts an amount from its decision on, or names the document that its figures are about. A name frees an
amount only if nothing else can be meant by it; in doubt the amount stays reserved beside the figures. A document that
failed before figures named it, and that its party decides on later, stays reserved too, until newer figures: nobody
knows any more whether they rose by its amount, because nothing was reserved of it that they could have freed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hub.catalogue import Claiming, Figures
from hub.effects.account import Account, used
from hub.effects.uncontained import explain
from hub.effects.work import Work
from hub.model import Books, Claim, Document, Resource
from hub.reading.numbers import BusinessNumber
from hub.xml.times import from_wire


def is_contained(books: Books, claim: Claim) -> bool:
    """Whether the held figures of an amount's resource are newer than the time from which its party counts it."""
    if claim.amount is None or claim.settled_at is None:
        return False
    return claim.settled_at < books.claims.resource(claim.resource).as_of


def seen(work: Work, claiming: Claiming, claims: Collection[Claim]) -> Decimal:
    """How much of these closed claims on one resource its held figures visibly contain.

    Nothing once other figures have followed, and never more than they say is used.
    """
    visible = Decimal(0)
    for claim in claims:
        resource = work.books.claims.resource(claim.resource)
        if claim.amount is not None and claim.settled_at == resource.as_of - 1:
            visible = min(visible + claim.amount, used(work, claiming.resource, resource.figures))
    return visible


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


def free_contained(work: Work, account: Account, named: Collection[str], before: Resource) -> None:
    """Free what figures contain that are newer than those `before` them: by their time, and what they name.

    Named amounts are freed only if what is used has risen by them, and by all that the time frees.
    """
    books, key = work.books, account.key
    resource, claims = books.claims.resource(key), books.claims.open_claims(key)
    by_time = [claim for claim in claims if is_contained(books, claim)]
    by_name = [claim for claim in claims if _is_named(claim, named) and claim not in by_time]
    risen = account.used(work, resource.figures) - account.used(work, before.figures)
    is_seen, seen_at = _sum(by_time) <= risen, resource.as_of - 1
    for claim in by_time:
        books.claims.put(replace(claim, open=False, settled_at=seen_at if is_seen else claim.settled_at))
    for claim in by_name if _sum([*by_time, *by_name]) <= risen else ():
        books.claims.put(replace(claim, open=False, settled_at=seen_at))


def free_late(work: Work, account: Account, named: Collection[str], values: Mapping[str, Any], as_of: int) -> None:
    """Free what figures name that are held already, or that are older than the held ones.

    Only as far as the held figures have risen by it without another reason, and what is used exceeds all that figures
    have ever contained, which must be loaded. Nothing is freed if the held figures are not exactly older ones and all
    that was contained since then: less is used, or something beside the hub, which may hide that less is.
    """
    books, key = work.books, account.key
    resource, counted = books.claims.resource(key), books.claims.counted(key)
    since = [claim for claim in counted if claim.settled_at is not None and as_of <= claim.settled_at < resource.as_of]
    said, held = account.used(work, values), account.used(work, resource.figures)
    if resource.dispute or said + _sum(since) != held:
        return
    left = min(min(said, held) - _sum(counted), resource.unexplained)
    for claim in books.claims.open_claims(key):
        if _is_named(claim, named) and claim.amount is not None and claim.amount <= left:
            left -= claim.amount
            books.claims.put(replace(claim, open=False, settled_at=as_of - 1))
            explain(work, key, claim.amount)


def count_named(work: Work, document: Document) -> None:
    """Free what the held figures named by the document's number before any document bore it."""
    books = work.books
    for route in work.catalogue.routes.values():
        if route.figures is None or route.figures.contain is None:
            continue
        naming = route.naming(route.figures.contain.named)
        account = Account(route, route.figures, document.enterprise, document.party)
        resource = books.claims.resource(account.key)
        for number in books.names.numbers(document.id) if document.type in naming.documents else ():
            borne = BusinessNumber(route.document, number.kind, document.party, number.value)
            for id_ in sorted(books.names.bearers(borne.key)) if number.kind == naming.by else ():
                said = books.trails.returned(id_)
                if any(books.names.named(id_, naming.name)) or not _are_held(resource, said, route.figures):
                    continue
                meant = meant_by(books.trails.document(id_), [document], resource.as_of)
                free_late(work, account, meant, said, resource.as_of)


def _are_held(resource: Resource, said: Mapping[str, Any], figures: Figures) -> bool:
    """Whether what a notice said is what is held now."""
    if figures.as_of not in said or from_wire(said[figures.as_of]) != resource.as_of:
        return False
    return all(resource.figures.get(name) == said[name] for name in figures.keep if name in said)


def _is_named(claim: Claim, named: Collection[str]) -> bool:
    return claim.document in named and claim.amount is not None


def _sum(claims: Iterable[Claim]) -> Decimal:
    return sum((claim.amount for claim in claims if claim.amount is not None), Decimal(0))
