"""What a look finds."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from hub.errors import Code, operator_error

Result = Literal["ok", "warning", "failure"]


class Finding(NamedTuple):
    """What was found about one thing."""

    result: Result
    text: str
    """What is not ok begins with its code."""


Look = Callable[[], Iterator[Finding]]
"""Looks at one thing."""


def not_checked(reason: str) -> Finding:
    """Not looking is no failure, but it is said."""
    return Finding("warning", str(operator_error(Code.NOT_CHECKED, reason=reason)))
