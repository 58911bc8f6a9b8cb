"""Check amounts that are taken out of named documents, such as what is given back of a guarantee."""

from collections.abc import Iterator
from decimal import Decimal

from hub.catalogue import Claiming
from hub.effects.taken_out import amount_left
from hub.effects.work import Work
from hub.errors import Code, fault
from hub.model import Fault
from hub.stages.asked import Asked
from hub.xml.decimals import written


def check_amounts(work: Work, asked: Asked, claiming: Claiming) -> Iterator[Fault]:
    """A fault for an amount that exceeds what is left of a document that the form names."""
    for other in work.books.named_by(asked.document.id, claiming.each):
        left = amount_left(work, claiming, asked.resource_key(claiming.resource), other)
        if asked.amount(claiming.amount) > left:
            yield fault(Code.MORE_THAN_IS_LEFT, claiming.amount, left=written(max(left, Decimal(0))))
