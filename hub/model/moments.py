"""Times are whole microseconds since 1970, UTC; days are days in Shanghai."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

SECOND: Final = 1_000_000
"""Microseconds."""
DAY: Final = 86_400 * SECOND
SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept UTC+8 without summer time since 1992; no time-zone database is needed."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_AGE: Final = re.compile(r"(\d{1,5})([mhd])", re.ASCII)
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}


def moment(at: int) -> datetime:
    """A time as a datetime in UTC; raises OverflowError outside the calendar years 1 to 9999."""
    return _EPOCH + timedelta(microseconds=at)


def microseconds(moment: datetime) -> int:
    """A datetime with a zone as microseconds since 1970, UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def day_of(at: int) -> date:
    """The calendar day in Shanghai at a time."""
    return moment(at).astimezone(SHANGHAI).date()


def read_typed(text: str) -> datetime:
    """What a person types as a time: ISO 8601, in Shanghai unless it names a zone. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def read_typed_or_age(text: str, now: datetime) -> datetime:
    """The same, or an age: `90m`, `6h`, `3d`. Raises ValueError."""
    if (age := _AGE.fullmatch(text)) is None:
        return read_typed(text)
    return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
