"""Times are whole microseconds since 1970, UTC; days are days in Shanghai."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

SECOND: Final = 1_000_000
"""Microseconds."""
DAY: Final = 86_400 * SECOND
SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept UTC+8 without summer time since 1992; no time-zone database is needed."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def moment(at: int) -> datetime:
    """A time as a datetime in UTC; raises OverflowError outside the calendar years 1 to 9999."""
    return _EPOCH + timedelta(microseconds=at)


def microseconds(moment: datetime) -> int:
    """A datetime with a zone as microseconds since 1970, UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def day_of(at: int) -> date:
    """The calendar day in Shanghai at a time."""
    return moment(at).astimezone(SHANGHAI).date()
