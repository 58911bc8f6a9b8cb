"""Looks at the months by which the store divides its trails."""

from collections.abc import Iterator

from hub.errors import Code, operator_error
from hub.operate.doctor.finding import Finding
from hub.ports import Division


def judge_months(division: Division | None) -> Iterator[Finding]:
    """HUB-788 where a running hub does not move what lies outside a month, HUB-789 where a month has no place."""
    if division is None:
        return
    for code, found in ((Code.TRANSITIONS_ASTRAY, division.heavy), (Code.MONTHS_MISSING, division.missing)):
        if found:
            yield Finding.of("warning", operator_error(code, months=", ".join(map(str, found))))
