"""Check the amounts of named documents that were given back, and that the submission reserves again."""

from collections.abc import Iterator
from decimal import Decimal

from hub.catalogue import Moving
from hub.effects.current import current_of
from hub.effects.taken_again import left_of, taken_again
from hub.effects.work import Work
from hub.errors import Code, fault
from hub.model import Document, Fault
from hub.stages.asked import Asked
from hub.xml.decimals import written


def check_taken_again(work: Work, asked: Asked) -> Iterator[Fault]:
    """A fault for each named document whose amount was given back, and for which the resource has no room any more.

    The acceptance moves the document on, so that its amount is reserved again, as if it were asked for anew. The
    amounts of all named documents must fit together; nothing is reserved of a resource that is in doubt.
    """
    reserved: dict[str, Decimal] = {}
    for moving, other, path in _moved(work, asked):
        for claiming, claim in taken_again(work, other, moving.to.status):
            resource, amount = work.books.claims.resource(claim.resource), claim.amount or Decimal(0)
            left = left_of(resource, claiming) - reserved.get(claim.resource, Decimal(0))
            if resource.dispute:
                yield fault(Code.QUOTA_IN_DOUBT, path)
            elif amount > left:
                yield fault(Code.QUOTA_EXCEEDED, path, left=written(max(left, Decimal(0))))
            else:
                reserved[claim.resource] = reserved.get(claim.resource, Decimal(0)) + amount


def _moved(work: Work, asked: Asked) -> Iterator[tuple[Moving, Document, str]]:
    """The named documents that the acceptance moves, each with the field that names it."""
    for moving in asked.route.moves:
        if asked.route.lifecycle.first not in moving.on or not moving.to.status:
            continue
        numbers = asked.route.naming(moving.named).numbers(asked.submission.form)
        for (_, path), id_ in zip(numbers, work.books.names.named(asked.document.id, moving.named), strict=True):
            if id_:
                yield moving, current_of(work, work.books.trails.document(id_)), path
