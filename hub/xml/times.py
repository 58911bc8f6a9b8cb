"""Times and dates: every accepted spelling is read here, and each kind has one form for output."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from hub.model.moments import DAY, SHANGHAI, microseconds

DATE_LENGTH: Final = len("YYYY-MM-DD")
_MINUTES: Final = r":(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?"
_ZONE: Final = r"\s*(?P<zone>[Zz]|[+-]\d\d:?\d\d)?"
_ISO: Final = (
    re.compile(
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ](?P<hour>\d\d)" + _MINUTES + _ZONE + ")?", re.ASCII
    ),
    re.compile(
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)T(?P<hour>\d\d)(?P<minute>\d\d)"
        r"(?:(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?" + _ZONE,
        re.ASCII,
    ),
)
"""ISO 8601 as in XSD and JSON, also with a space for the T, then a day alone is its beginning; and its basic form."""
_CUSTOMS: Final = (
    re.compile(
        r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
        r"(?:[T\s]\s*(?P<hour>\d{1,2})" + _MINUTES + _ZONE + ")?",
        re.ASCII,
    ),
    re.compile(
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
        r"(?:[T\s]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]?(?P<part>\d{1,9}))?)?" + _ZONE + ")?",
        re.ASCII,
    ),
)
"""With separators, or digits only, such as yyyyMMddHHmmssSSS."""
_EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(9999, 12, 31, tzinfo=SHANGHAI)
"""Every time before it can be written with any offset."""
_DATE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](?:00:00(?::00(?:\.0{1,9})?)?))?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


# ---- what comes in -------------------------------------------------------------------------------


def read_time(text: str, *, is_zoned: bool = False) -> int | None:
    """Microseconds since 1970, UTC, of a time in ISO 8601; None when it is not a time or cannot be written.

    The zone is `Z`, an offset, or none; none means Shanghai (None with `is_zoned`). A second has up to nine digits, of
    which six are kept. `T` or a space before the hour. 24:00:00 is the beginning of the next day.
    """
    found = _first(_ISO, text)
    if found is None or (is_zoned and not found["zone"]):
        return None
    moment = _moment(found, _offset(found["zone"]))
    return None if moment is None else microseconds(moment)


def read_customs_time(text: str) -> int | None:
    """Microseconds since 1970, UTC, of a time as customs systems write it; None also before 1970.

    Without a zone the time is Beijing's, and with `Z` too: systems that write local time put a Z after it.
    """
    found = _first(_CUSTOMS, text)
    if found is None:
        return None
    moment = _moment(found, SHANGHAI if (found["zone"] or "Z") in "Zz" else _offset(found["zone"]))
    return None if moment is None or not _EARLIEST <= moment < _LATEST else microseconds(moment)


def read_date(text: str) -> date | None:
    """The date in a text of the form YYYY-MM-DD; None when there is none.

    XSD allows an offset after it, and forms write its beginning, 00:00:00: both mean the same day.
    """
    found = _DATE.fullmatch(text.strip())
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def read_day(text: str) -> date | None:
    """The day of a date, or of a time: the day in Shanghai then; None when there is neither."""
    day, at = read_date(text), read_time(text)
    return day if day is not None or at is None else today_in_shanghai(at)


def from_wire(text: str) -> int:
    """As `read_time`, for a text that is known to be a time; raises ValueError otherwise.

    A date without a time means the end of its day: nothing of that day is newer.
    """
    at = end_of(date.fromisoformat(text)) - 1 if len(text) == DATE_LENGTH else read_time(text)
    if at is None:
        raise ValueError(text)
    return at


def latest_of(at: int) -> int:
    """The latest time that a party's time can mean: midnight in Shanghai is how a day without a time is often written.

    Then it is the end of that day, in microseconds since 1970, UTC.
    """
    moment = _in_shanghai(at)
    return end_of(moment.date()) - 1 if moment.time() == time() else at


def _first(forms: Iterable[re.Pattern[str]], text: str) -> re.Match[str] | None:
    """The match of the first form that fits a text."""
    return next((found for form in forms if (found := form.fullmatch(text.strip()))), None)


def _moment(found: re.Match[str], zone: timezone | None) -> datetime | None:
    """The time in the parts of a form; None when there is none."""
    year, month, day, hour, minute, second = (
        int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    part = int((found["part"] or "")[:6].ljust(6, "0"))
    is_midnight = hour == 24 and not int(found["part"] or 0) + minute + second
    try:
        moment = datetime(year, month, day, 0 if is_midnight else hour, minute, second, part, zone)
        return (moment + timedelta(days=is_midnight)).astimezone(SHANGHAI) if zone else None
    except (ValueError, OverflowError):
        return None


def _offset(text: str | None) -> timezone | None:
    """The time zone of an offset; None for an offset that no place has."""
    if text is None:
        return SHANGHAI
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if minutes >= 60 or hours * 60 + minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=(hours * 60 + minutes) * (-1 if text.startswith("-") else 1)))


# ---- what goes out -------------------------------------------------------------------------------


def on_wire(at: int) -> str:
    """A time in microseconds since 1970, UTC, for messages: Shanghai time with its offset, to the microsecond."""
    return _in_shanghai(at).isoformat(timespec="microseconds")


def in_utc(at: int) -> str:
    """The same time for events and programs: RFC 3339 in UTC, to the microsecond."""
    moment = _in_shanghai(at).astimezone(UTC)
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def on_platform(at: int) -> str:
    """The same time for the customs platform: Beijing time, whole seconds, without a zone."""
    return _in_shanghai(at).replace(tzinfo=None).isoformat(timespec="seconds")


def end_of(day: date) -> int:
    """Midnight in Shanghai at the end of a day, in microseconds since 1970, UTC; also of the last day that there is."""
    return microseconds(datetime.combine(day, time(), SHANGHAI)) + DAY


def today_in_shanghai(now: int) -> date:
    """The date in Shanghai at a time in microseconds since 1970, UTC."""
    return _in_shanghai(now).date()


def _in_shanghai(at: int) -> datetime:
    """Raises ValueError for a time outside all calendar years."""
    try:
        return datetime(1970, 1, 1, 8, tzinfo=SHANGHAI) + timedelta(microseconds=at)
    except OverflowError as error:
        raise ValueError("the year is out of range") from error
