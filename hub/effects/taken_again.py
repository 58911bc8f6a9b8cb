"""Amounts that were given back, and that are reserved again because their document goes on: is there room for them?"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Final

from hub.catalogue import Claiming
from hub.effects.dispute import dispute
from hub.effects.given_back import is_given_back, is_taken_up, may_have_failed, without_figures
from hub.effects.work import Work
from hub.errors import Code
from hub.model import Cause, Claim, Document, Resource

_GIVEN_BACK: Final = "given-back"
"""Observed when a party calls a document successful whose amount its figures may have given back."""


def taken_again(work: Work, document: Document, to: str) -> Iterator[tuple[Claiming, Claim]]:
    """The amounts that were given back, and that a document reserves again by its move to a status."""
    route = work.route(document)
    for claiming in route.claims:
        for claim in work.books.claims.held_by(document.id, claiming.key) if claiming.of else ():
            goes_on = to not in claiming.released_by and not is_given_back(route, claiming, claim, to)
            if goes_on and is_given_back(route, claiming, claim, document.status):
                yield claiming, claim


def found_to_go_on(work: Work, document: Document, to: str) -> list[tuple[Claiming, Claim]]:
    """The amounts that may have been given back, of a document that an operator finds in a status; they are reserved.

    Figures fell, or rose without a reason, while nobody knew whether it had failed.
    """
    doubted = [(claiming, claim) for claiming, claim in may_have_failed(work, document, to) if claim.doubted]
    for _, claim in doubted:
        work.books.claims.put(without_figures(claim))
    return doubted


def is_overdrawn(work: Work, taken: Iterable[tuple[Claiming, Claim]]) -> bool:
    """Whether more is reserved of the resource of one of these amounts than its party says is left."""
    return any(left_of(work.books.claims.resource(claim.resource), claiming) < 0 for claiming, claim in taken)


def left_of(resource: Resource, claiming: Claiming) -> Decimal:
    """What a party says is left of a resource, without what the hub reserves of it."""
    return Decimal(resource.figures.get(claiming.of, "0")) - resource.reserved


def doubt_taken_again(work: Work, document: Document, taken: Collection[tuple[Claiming, Claim]], cause: Cause) -> None:
    """Dispute a document (HUB-838) whose own party takes up an amount again that its figures may have given back.

    `taken` is what `taken_again` found before the move. The party contradicts itself: an operator asks it.
    """
    if taken:
        detail = {"observed": _GIVEN_BACK, "code": Code.INSURED_THOUGH_GIVEN_BACK}
        dispute(work, work.books.trails.document(document.id), cause, detail)


def doubt_held_again(work: Work, claim: Claim, cause: Cause) -> None:
    """Dispute the document of an amount that is reserved again if its own party has taken it up after it had failed.

    That is `doubt_taken_again` in the other order: the figures that may have given the amount back come after its word.
    """
    document = work.books.trails.document(claim.document)
    claiming = next(one for one in work.route(document).claims if one.key == claim.key)
    if is_taken_up(work, document, claiming):
        doubt_taken_again(work, document, [(claiming, claim)], cause)
