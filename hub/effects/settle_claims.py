"""Keep claims consistent with statuses, with what parties decided on, and with their figures."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from hub.catalogue import Claiming, Figures
from hub.effects.account import Account, account_for
from hub.effects.contained import free_contained, free_late, is_contained, meant_by
from hub.effects.given_back import as_failed, is_given_back
from hub.effects.set_timers import await_end
from hub.effects.uncontained import doubt_between, explain, hold_left_out, hold_uncontained
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Books, Claim, Document, Resource
from hub.model.moments import DAY
from hub.xml.times import from_wire

IN_DOUBT: Final = "figures"
"""Why a resource is disputed: its party sent figures that differ from the held ones and are not older."""


def settle_claims(work: Work, document: Document) -> None:
    """Open or close the document's claims as its status says: a claim is a function of the status and of the facts.

    An amount is held from acceptance until the document fails, or until figures that are newer than its underwriting
    contain it. It is the amount that the party has decided on, as far as that stands; before, the one asked for.
    """
    books = work.books
    for claiming in work.route(document).claims:
        for claim in books.claims.held_by(document.id, claiming.key):
            known = as_failed(work.route(document), claiming, claim, document.status)
            is_free = is_given_back(work.route(document), claiming, known, document.status)
            held = document.status not in claiming.released_by and not is_free and not is_contained(books, known)
            if held and not claim.open and _is_taken(books, claim):
                held = False  # released once, and now held by another document
            changed = replace(known, open=held, amount=_amount(work, document, claiming, claim))
            if changed != claim:
                books.claims.put(changed)


def _amount(work: Work, document: Document, claiming: Claiming, claim: Claim) -> Decimal | None:
    """The amount that the party has decided on, as far as that stands; else the claim's own."""
    said = work.books.trails.returned(document.id).get(claiming.counts)
    return Decimal(said) if said is not None and document.status in claiming.settled_by else claim.amount


def _is_taken(books: Books, claim: Claim) -> bool:
    return claim.amount is None and books.claims.holder(claim.resource, claim.key) is not None


def hold_again(work: Work, document: Document) -> None:
    """Hold a claim again when a party contradicts the answer that released it, if no other document holds it.

    A payment that may have been made is not made again before an operator decides: a party's silence is not a failure.
    """
    books = work.books
    for claiming in work.route(document).claims:
        for claim in books.claims.held_by(document.id, claiming.key) if claiming.held_in_dispute else ():
            if not claim.open and not _is_taken(books, claim):
                books.claims.put(replace(claim, open=True))


def let_go(work: Work, document: Document) -> Decimal:
    """Free the amount that a document reserves, because its party's held figures contain it already; the amount.

    If the figures have not risen by so much, what they only named is held again: they rose by this amount instead.
    Raises Rejected: HUB-776 if it reserves nothing, HUB-777 if its party decided less than a day ago, or not at all:
    figures that contain the amount may still come by themselves.
    """
    books = work.books
    kept = {claiming.key for claiming in work.route(document).claims if claiming.of}
    held = [claim for key in kept for claim in books.claims.held_by(document.id, key) if claim.open]
    if not held:
        raise rejected(Code.NOTHING_RESERVED)
    if any(claim.settled_at is None or books.now - claim.settled_at < DAY for claim in held):
        raise rejected(Code.RESERVED_NOT_LONG)
    for claim in held:
        explain(work, claim.resource, claim.amount or Decimal(0))
    for claim in held:
        contained = books.claims.resource(claim.resource).as_of - 1
        books.claims.put(replace(claim, open=False, settled_at=min(claim.settled_at or contained, contained)))
    return sum((claim.amount or Decimal(0) for claim in held), Decimal(0))


def replace_figures(work: Work, document: Document, status: str, values: Mapping[str, Any]) -> bool:
    """Replace the held figures by a party's newer ones; False if the held figures stay and the given ones differ.

    Different figures of the same time put the account in doubt; newer ones end the doubt. A new last day sets a timer.
    """
    account = account_for(work.catalogue, document)
    if account is None or status not in account.figures.when or account.figures.as_of not in values:
        return True
    books, as_of = work.books, from_wire(values[account.figures.as_of])
    resource = books.claims.resource(account.key)
    kept = _kept(account.figures, resource, values)
    if as_of <= resource.as_of:
        if as_of == resource.as_of and kept != resource.figures:
            books.claims.put_resource(replace(resource, dispute=IN_DOUBT))
        else:
            doubt_between(work, account, kept, as_of)
            free_late(work, account, _meant(work, document, account, as_of), kept, as_of)
        return kept == resource.figures
    _hold_figures(work, document, account, kept, as_of)
    return True


def stand_figures(work: Work, document: Document, values: Mapping[str, Any]) -> None:
    """Hold the figures that an operator lets stand, unless those of another document are newer.

    What they do not contain is held again.
    """
    account = account_for(work.catalogue, document)
    if account is None or document.status not in account.figures.when or account.figures.as_of not in values:
        return
    name, resource = account.figures.as_of, work.books.claims.resource(account.key)
    as_of, known = from_wire(values[name]), work.books.trails.returned(document.id).get(name)
    if as_of >= resource.as_of or (known is not None and from_wire(known) == resource.as_of):
        _hold_figures(work, document, account, _kept(account.figures, resource, values), as_of)


def _hold_figures(work: Work, document: Document, account: Account, kept: Mapping[str, str], as_of: int) -> None:
    """Hold figures; free what they contain, and hold again what they may leave out."""
    books, ends = work.books, account.figures.ends
    before = books.claims.resource(account.key)
    books.claims.put_resource(replace(before, figures=kept, as_of=as_of, dispute=""))
    if ends and (last := kept.get(ends.after)) != before.figures.get(ends.after):
        await_end(books, document.id, "figures", last)
    named = _meant(work, document, account, as_of)
    if as_of > before.as_of:
        free_contained(work, account, named, before)
    elif (as_of, kept) != (before.as_of, before.figures):
        hold_uncontained(work, account, as_of)
    if (as_of, kept) != (before.as_of, before.figures):
        hold_left_out(work, account, before, named)
    if as_of <= before.as_of:
        free_late(work, account, named, kept, as_of)


def _meant(work: Work, document: Document, account: Account, as_of: int) -> set[str]:
    """The documents that a document's figures name, and of which nothing but their own amount can be meant."""
    contain = account.figures.contain
    return set() if contain is None else meant_by(document, work.books.named_by(document.id, contain.named), as_of)


def _kept(figures: Figures, resource: Resource, values: Mapping[str, Any]) -> dict[str, str]:
    """The figures that are kept of a message's values, with those that stay where it leaves them out."""
    held = {name: resource.figures[name] for name in figures.held if name in resource.figures}
    return held | {name: values[name] for name in figures.keep if name in values}
