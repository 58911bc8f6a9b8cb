"""What a look finds."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from hub.errors import Code, Deferred, OperatorError, Wording, operator_error
from hub.text.bilingual import Bilingual

Result = Literal["ok", "warning", "failure"]


class Finding(NamedTuple):
    """What was found about one thing."""

    result: Result
    text: Bilingual | Wording
    """What is not ok has a code."""
    since: int | None = None
    """Since when it is not ok, in microseconds since 1970, UTC; None where a look shows the present only."""

    @classmethod
    def of(cls, result: Result, error: OperatorError | Deferred, since: int | None = None) -> "Finding":
        """What is not ok."""
        return cls(result, error.wording, since)


Look = Callable[[], Iterator[Finding]]
"""Looks at one thing."""


def not_checked(reason: Bilingual) -> Finding:
    """Not looking is no failure, but it is said."""
    return Finding.of("warning", operator_error(Code.NOT_CHECKED, reason=reason))
