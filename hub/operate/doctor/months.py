"""Looks at the months by which the store divides its trails."""

from collections.abc import Iterator

from hub.errors import Code, operator_error
from hub.operate.doctor.finding import Finding
from hub.ports import Division


def judge_months(division: Division | None) -> Iterator[Finding]:
    """HUB-788 where transitions lie outside their months, HUB-789 where a month that comes has no place."""
    if division is None:
        return
    if division.astray:
        yield Finding.of("warning", operator_error(Code.TRANSITIONS_ASTRAY, count=str(division.astray)))
    if division.missing:
        months = ", ".join(map(str, division.missing))
        yield Finding.of("warning", operator_error(Code.MONTHS_MISSING, months=months))
