"""The values that an operator gives for a party, by its written word."""

from collections.abc import Mapping
from typing import Any

from hub.catalogue import Answers, Unconvertible
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.reading.read_reason import can_be_told
from hub.xml.times import from_wire


def settled_values(work: Work, answers: Answers, given: Mapping[str, str], status: str) -> dict[str, Any]:
    """The values as the party would have sent them, by the route's names, with all that `status` requires.

    Raises Rejected (HUB-774) for a value that is missing, malformed or in the future.
    """
    sources = answers.returns.sources
    for name in (*given, *answers.required.get(status, ())):
        if name not in sources or not _is_said(given.get(name, "")):
            raise rejected(Code.SETTLED_VALUE_MALFORMED, name, name=name)
    try:
        values = {name: sources[name].converter.from_wire(given[name]) for name in given}
    except (Unconvertible, ValueError) as error:
        raise rejected(Code.SETTLED_VALUE_MALFORMED, name=", ".join(given)) from error
    for name, value in values.items():
        if sources[name].converter.name == "moment" and from_wire(value) > work.books.now:
            raise rejected(Code.SETTLED_VALUE_MALFORMED, name, name=name)
    return values


def _is_said(value: str) -> bool:
    """Whether the party's message could have brought it."""
    return bool(value.strip()) and can_be_told(value)
