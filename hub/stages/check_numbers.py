"""Check the business numbers that a form brings."""

from collections.abc import Iterator

from hub.effects.bear_numbers import is_borne
from hub.effects.work import Work
from hub.errors import Code, fault
from hub.model import Fault
from hub.reading.numbers import submitted
from hub.stages.asked import Asked


def check_numbers(work: Work, asked: Asked) -> Iterator[Fault]:
    """A fault for each number that another document bears, and for each that a document made again does not keep."""
    earlier = asked.earlier
    for number, field in submitted(asked.route, asked.party, asked.submission.form):
        kept = work.books.names.numbers(earlier.id) if earlier is not None else ()
        before = [reference.value for reference in kept if reference.kind == number.kind]
        if before and number.value not in before:
            yield fault(Code.NUMBER_NOT_KEPT, field, value=before[-1])
        elif is_borne(work, earlier, number):
            yield fault(Code.NUMBER_IN_USE, field, value=number.value[:64])
