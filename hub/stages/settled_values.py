"""The values that an operator gives for a party, by its written word."""

from collections.abc import Mapping
from typing import Any

from hub.catalogue import Answers, Returned, Unconvertible
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Document
from hub.model.identity import time_of
from hub.model.moments import day_of
from hub.reading.read_reason import can_be_told
from hub.xml.times import from_wire


def settled_values(
    work: Work, answers: Answers, given: Mapping[str, str], status: str, document: Document
) -> dict[str, Any]:
    """The values as the party would have sent them, by the route's names, with all that `status` requires.

    Raises Rejected (HUB-774) for a value that is missing or malformed, and for a time in the future or before the day
    on which the document came.
    """
    sources = answers.returns.sources
    for name in (*given, *answers.required.get(status, ())):
        if name not in sources or not _is_said(given.get(name, "")):
            raise rejected(Code.SETTLED_VALUE_MALFORMED, name, name=name)
    values = {name: _value(sources[name], name, text) for name, text in given.items()}
    for name, value in values.items():
        if sources[name].converter.name == "moment" and not _may_be(from_wire(value), document, work.books.now):
            raise rejected(Code.SETTLED_VALUE_MALFORMED, name, name=name)
    return values


def _value(source: Returned, name: str, text: str) -> Any:
    try:
        return source.converter.from_wire(text)
    except (Unconvertible, ValueError) as error:
        raise rejected(Code.SETTLED_VALUE_MALFORMED, name, name=name) from error


def _may_be(at: int, document: Document, now: int) -> bool:
    """Whether what the document asked for can have happened at this time: clocks agree on the day only."""
    return day_of(at) >= day_of(_first_known(document)) and at <= now


def _first_known(document: Document) -> int:
    """When the document first came: a restored store took it in again, but its id and its form keep their times."""
    return min(document.created_at, time_of(document.id), document.submitted_at or document.created_at)


def _is_said(value: str) -> bool:
    """Whether the party's message could have brought it."""
    return bool(value.strip()) and can_be_told(value)
