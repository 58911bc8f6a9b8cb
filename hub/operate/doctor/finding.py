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

    @classmethod
    def of(cls, result: Result, error: OperatorError | Deferred) -> "Finding":
        """What is not ok."""
        return cls(result, error.wording)


Look = Callable[[], Iterator[Finding]]
"""Looks at one thing."""


def not_checked(reason: Bilingual) -> Finding:
    """Not looking is no failure, but it is said."""
    return Finding.of("warning", operator_error(Code.NOT_CHECKED, reason=reason))
