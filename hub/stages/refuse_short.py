"""Refuse to let a row stand by which more was taken out of a document than there is."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from hub.effects.current import current_of
from hub.effects.taken_out import amount_of, claimings_on, least_of, taken_of
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Document
from hub.xml.decimals import written

_NAMED: Final = 9
"""Most documents that a refusal names."""
Amount = tuple[str, ...]
"""A document, and the paths at which its amount is."""


def short_of(work: Work, document: Document) -> dict[Amount, Decimal]:
    """By how much the amounts of a document, and of those that it names, are less than what is taken out of them.

    What it holds itself in a status that holds nothing is not counted: it is in dispute.
    """
    released = [document.status in claiming.released_by for claiming in work.route(document).claims if claiming.out_of]
    without = document.id if any(released) else ""
    return {amount: short for other in _concerned(work, document) for amount, short in _short(work, other, without)}


def refuse_short(work: Work, document: Document, before: Mapping[Amount, Decimal]) -> None:
    """Raise Rejected (HUB-839) if less than nothing is left, and less than `before`.

    What is used, given back and asked back of a document never exceeds its amount, whatever an operator lets stand.
    """
    for other in _concerned(work, document):
        for amount, short in _short(work, other):
            if short > max(before.get(amount, Decimal(0)), Decimal(0)):
                least = least_of(work, other)
                names = _others(work, document, other)
                raise rejected(Code.BELOW_GIVEN_BACK, value=written(least - short), least=written(least), names=names)


def _short(work: Work, other: Document, without: str = "") -> Iterator[tuple[Amount, Decimal]]:
    """For each amount of a document out of which others take some: by how much it is less than what they take."""
    least = least_of(work, other, without)
    for claiming in claimings_on(work, other):
        yield (other.id, *claiming.out_of), least - amount_of(work, claiming, other)


def _concerned(work: Work, document: Document) -> Iterator[Document]:
    """The document and those that it names, as far as others take amounts out of them."""
    named = [one for naming in work.route(document).names for one in work.books.named_by(document.id, naming.name)]
    current = {one.id: one for one in (current_of(work, one) for one in (document, *named))}
    yield from (one for one in current.values() if any(claimings_on(work, one)))


def _others(work: Work, document: Document, other: Document) -> str:
    """The documents, beside the one that is settled, that take something out of this one; itself if there is none."""
    keys = {":".join(claiming.resource) for claiming in claimings_on(work, other)}
    taken = {claim.document for key in keys for claim in taken_of(work, key, other)} - {document.id}
    return ", ".join(sorted(taken)[:_NAMED]) or other.id
