"""Keep claims consistent with statuses and with a party's figures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from hub.catalogue import Claiming
from hub.effects.set_timers import await_end
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Books, Claim, Document
from hub.model.moments import DAY
from hub.reading.numbers import BusinessNumber
from hub.reading.open_message import Opened
from hub.xml.times import from_wire

IN_DOUBT: Final = "figures"
"""Why a resource is disputed: its party sent figures that differ from the held ones and are not older."""


def settle_claims(work: Work, document: Document) -> None:
    """Open or close the document's claims as its status says: a claim is a function of the status.

    An amount is held from acceptance until the document fails, or until figures that are newer than its underwriting
    contain it.
    """
    books = work.books
    for claiming in work.route(document).claims:
        for claim in books.claims.held_by(document.id, claiming.key):
            held = document.status not in claiming.released_by and not _contained(books, claim)
            if held == claim.open or (held and _is_taken(books, claim)):
                continue  # released once, and now held by another document
            books.claims.put(replace(claim, open=held))


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


def refuse_more(work: Work, document: Document, opened: Opened, status: str, values: Mapping[str, Any]) -> None:
    """Raise Rejected (HUB-438) if a party decides on a larger amount than the document asked for.

    Only of its first decision: another amount later is a contradiction, which is kept and disputed.
    """
    for claiming, said in _counted(work, document, status, values):
        held = work.books.claims.held_by(document.id, claiming.key)
        if any(claim.settled_at is None and said > (claim.amount or said) for claim in held):
            raise rejected(Code.MORE_THAN_ASKED, claiming.counts, answers=opened.id, value=values[claiming.counts])


def _counted(
    work: Work, document: Document, status: str, values: Mapping[str, Any]
) -> Iterator[tuple[Claiming, Decimal]]:
    """Each claim of an amount on which an answer decides, and the amount that it names."""
    for claiming in work.route(document).claims:
        if claiming.counts and status in claiming.settled_by and claiming.counts in values:
            yield claiming, Decimal(values[claiming.counts])


def note_settled(
    work: Work, document: Document, status: str, decided_at: int, values: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Record when the party began to count an amount itself: the earliest time that the party stated.

    It is never before the document was made, even with a slow clock or a date without time: figures of an earlier time
    cannot contain the amount.
    """
    books, decided_at = work.books, max(decided_at, document.created_at)
    for claiming, said in _counted(work, document, status, values):
        for claim in books.claims.held_by(document.id, claiming.key):
            if claim.settled_at is None:
                books.claims.put(replace(claim, amount=said))
    for claiming in work.route(document).claims:
        for claim in books.claims.held_by(document.id, claiming.key) if status in claiming.settled_by else ():
            earliest = decided_at if claim.settled_at is None else min(decided_at, claim.settled_at)
            if earliest != claim.settled_at:
                books.claims.put(replace(claim, settled_at=earliest))
    settle_claims(work, books.trails.document(document.id))


def let_go(work: Work, document: Document) -> Decimal:
    """Free the amount that a document reserves, because its party's held figures contain it already; the amount.

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
        contained = books.claims.resource(claim.resource).as_of - 1
        books.claims.put(replace(claim, open=False, settled_at=min(claim.settled_at or contained, contained)))
    return sum((claim.amount or Decimal(0) for claim in held), Decimal(0))


def replace_figures(work: Work, document: Document, status: str, values: Mapping[str, Any]) -> bool:
    """Replace the held figures by a party's newer ones; False if the held figures stay and the given ones differ.

    Different figures of the same time put the account in doubt; newer ones end the doubt. A new last day sets a timer.
    """
    books, route = work.books, work.route(document)
    figures = route.figures
    if figures is None or status not in figures.when or figures.as_of not in values:
        return True
    key = route.resource_key(figures.resource, document.enterprise, document.party)
    resource = books.claims.resource(key)
    as_of = from_wire(values[figures.as_of])
    _note_contained(books, (other.id for other in books.named_by(document.id, figures.contain)), key, as_of)
    kept = {name: resource.figures[name] for name in figures.held if name in resource.figures}
    kept |= {name: values[name] for name in figures.keep if name in values}
    if as_of <= resource.as_of:
        if as_of == resource.as_of and kept != resource.figures:
            books.claims.put_resource(replace(resource, dispute=IN_DOUBT))
        _free_contained(books, key)
        return kept == resource.figures
    books.claims.put_resource(replace(resource, figures=kept, as_of=as_of, dispute=""))
    if figures.ends and (last := kept.get(figures.ends.after)) != resource.figures.get(figures.ends.after):
        await_end(books, document.id, "figures", last)
    _free_contained(books, key)
    return True


def count_named(work: Work, document: Document) -> None:
    """Count what figures named by the document's number, before the document bore it, as contained in these figures."""
    books = work.books
    for route in work.catalogue.routes.values():
        if route.figures is None or not route.figures.contain:
            continue
        naming, key = route.naming(route.figures.contain), route.figures.resource
        if document.type not in naming.documents:
            continue
        account = route.resource_key(key, document.enterprise, document.party)
        for number in books.names.numbers(document.id):
            borne = BusinessNumber(route.document, number.kind, document.party, number.value)
            for id_ in books.names.bearers(borne.key) if number.kind == naming.by else ():
                if (at := books.trails.returned(id_).get(route.figures.as_of)) is not None:
                    _note_contained(books, [document.id], account, from_wire(at))
                    _free_contained(books, account)


def _note_contained(books: Books, documents: Iterable[str], key: str, as_of: int) -> None:
    """Note that a party's figures of a time contain what these documents hold of a resource."""
    named = set(documents)
    for claim in books.claims.open_claims(key):
        if claim.document in named and claim.amount is not None:
            before = as_of - 1 if claim.settled_at is None else min(as_of - 1, claim.settled_at)
            books.claims.put(replace(claim, settled_at=before))


def _free_contained(books: Books, key: str) -> None:
    for claim in books.claims.open_claims(key):
        if _contained(books, claim):
            books.claims.put(replace(claim, open=False))


def _contained(books: Books, claim: Claim) -> bool:
    if claim.amount is None or claim.settled_at is None:
        return False
    return claim.settled_at < books.claims.resource(claim.resource).as_of
