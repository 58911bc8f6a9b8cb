"""Amounts that were freed because figures contained them, and that other figures may leave out: they are held again.

A party gives back amounts without saying which. What it has decided on by the time of its figures is in them whatever
they say. Of what they contain only because earlier ones named it, nothing is sure once what is used has fallen, or has
risen without a reason, which may hide a fall: it is held again until the party has decided and newer figures follow, or
until newer figures contain it visibly.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hub.catalogue import Claiming
from hub.effects.account import Account
from hub.effects.given_back import has_failed_since, is_given_back, may_fail, said_since
from hub.effects.work import Work
from hub.model import OUTRANKED, Claim, Document, Resource, Transition


def hold_uncontained(work: Work, account: Account, as_of: int) -> None:
    """Hold again what only figures contain that an operator has set aside for those of `as_of`.

    The documents of these claims and their trails must be loaded. What the party has decided on counts from then on; of
    the rest nothing is known.
    """
    for claim, document, claiming in _counted(work, account.key):
        if claim.settled_at is not None and claim.settled_at >= as_of - 1:
            is_decided = _decided_at(work, document, claiming) is not None
            _hold(
                work,
                document,
                claiming,
                replace(claim, settled_at=max(claim.settled_at, as_of) if is_decided else None),
            )


def hold_left_out(work: Work, account: Account, before: Resource, named: Collection[str]) -> None:
    """Hold again what the held figures may leave out.

    If less is used and reserved than `before` them, that is whatever earlier figures contained by its name only, also
    if the fall is less than its amount: something else may have been counted meanwhile. If more is, something is used
    beside the hub, and it may hide a fall: only what these figures name (`named`) is surely in them. Both may also hide
    that an amount was given back whose document has failed. The rise is kept: nothing explains it yet. The documents of
    these claims and their trails must be loaded.
    """
    resource = work.books.claims.resource(account.key)
    risen = _taken(work, account, resource) - _taken(work, account, before) if before.as_of else Decimal(0)
    work.books.claims.put_resource(replace(resource, unexplained=max(risen, Decimal(0))))
    if risen:
        _hold_undecided(work, resource, named if risen > 0 else ())


def doubt_between(work: Work, account: Account, values: Mapping[str, Any], as_of: int) -> None:
    """Doubt amounts by figures that are older than the held ones and differ from them by more than the hub can explain.

    Something was given back in between, and something else is used. What was decided on before them may be it. Figures
    of the same time say the same.
    """
    resource = work.books.claims.resource(account.key)
    if as_of == resource.as_of:
        return
    counted = list(_counted(work, resource.key))
    since = (claim for claim, *_ in counted if claim.settled_at is not None and as_of <= claim.settled_at)
    explained = sum((claim.amount or Decimal(0) for claim in since), Decimal(0))
    if account.used(work, values) + explained != account.used(work, resource.figures):
        for claim, document, claiming in counted:
            decided = _decided_at(work, document, claiming)
            if decided is not None and decided < as_of:
                _doubt(work, document, claiming, claim)


def explain(work: Work, key: str, amount: Decimal) -> None:
    """Take an amount that figures turn out to contain from what they have risen by without a reason.

    If they have not risen by so much, they rose by it instead of what they named: that is held again.
    """
    resource = work.books.claims.resource(key)
    work.books.claims.put_resource(replace(resource, unexplained=max(resource.unexplained - amount, Decimal(0))))
    if amount > resource.unexplained:
        _hold_undecided(work, resource)


def _hold_undecided(work: Work, resource: Resource, named: Collection[str] = ()) -> None:
    """Hold again what figures contain of what their party had not decided on by their time, but for what is `named`.

    A later decision counts from its own time on. What failed after a decision may have been given back.
    """
    for claim, document, claiming in _counted(work, resource.key):
        decided = _decided_at(work, document, claiming)
        if document.id in named:
            continue
        if decided is None or decided >= resource.as_of:
            _hold(work, document, claiming, replace(claim, settled_at=decided))
        else:
            _doubt(work, document, claiming, claim)


def _doubt(work: Work, document: Document, claiming: Claiming, claim: Claim) -> None:
    """Take an amount as given back if its document has failed; keep in mind that it may be if it can still fail."""
    if document.status not in claiming.released_by and has_failed_since(work, document, claiming):
        _hold(work, document, claiming, replace(claim, settled_at=None))
    elif may_fail(work, document, claiming):
        work.books.claims.put(replace(claim, doubted=True))


def _hold(work: Work, document: Document, claiming: Claiming, claim: Claim) -> None:
    """Hold an amount that nothing contains any more; that of a document that failed is held once the document lives."""
    is_free = is_given_back(work.route(document), claiming, claim, document.status)
    work.books.claims.hold_again(replace(claim, open=document.status not in claiming.released_by and not is_free))


def _counted(work: Work, key: str) -> Iterator[tuple[Claim, Document, Claiming]]:
    """The closed claims on a resource whose amounts its figures contain, as far as the trails are loaded."""
    trails = work.books.trails
    for claim in work.books.claims.counted(key):
        document = trails.find(claim.document)
        if document is not None and trails.has_past(document.id):
            yield claim, document, next(one for one in work.route(document).claims if one.key == claim.key)


def _decided_at(work: Work, document: Document, claiming: Claiming) -> int | None:
    """When the party decided on an amount, the earliest time that it stated; None if it has not decided.

    Of a row that does not say so (of an older hub, or of a move that no answer made) it is the time of the row.
    """
    answers = [leg.answers for leg in work.route(document).legs if leg.answers is not None]
    codes = {code: status for one in answers for code, status in one.codes.items()}
    rows = [row for row in said_since(work, document, claiming) if _said(row, codes) in claiming.settled_by]
    return max(min(int(row.detail.get("as_of", row.at)) for row in rows), document.created_at) if rows else None


def _said(row: Transition, codes: Mapping[str, str | None]) -> str | None:
    """The status that a row brought, or that an answer repeats without any contradiction."""
    repeats = row.detail.get("observed") == OUTRANKED
    return row.after if not row.is_observation else codes.get(str(row.detail.get("code"))) if repeats else None


def _taken(work: Work, account: Account, resource: Resource) -> Decimal:
    """What the party counts, and beside it what the hub reserves."""
    return account.used(work, resource.figures) + resource.reserved
