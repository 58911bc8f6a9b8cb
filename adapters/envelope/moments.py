"""Times as customs systems write them."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from hub.xml.times import SHANGHAI

_ZONE: Final = r"\s*(?P<zone>[Zz]|[+-]\d\d:?\d\d)?"
_FORMS: Final = (
    re.compile(
        r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
        r"(?:[T\s]\s*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?" + _ZONE + ")?",
        re.ASCII,
    ),
    re.compile(
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
        r"(?:[T\s]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]?(?P<part>\d{1,6}))?)?" + _ZONE + ")?",
        re.ASCII,
    ),
)
"""With separators, and in digits alone, as yyyyMMddHHmmssSSS."""
_LATEST: Final = 253_402_185_600_000_000
"""The beginning of 9999-12-31 in Shanghai: everything before it can be written with any offset."""


def read_moment(text: str) -> int | None:
    """Microseconds since 1970, UTC, of a time in any shape seen; None when it is none, or before 1970.

    A time without zone is Beijing's, and so is one with `Z`: systems that write local time put a Z behind it. A day
    alone is its beginning.
    """
    found = next((f for form in _FORMS if (f := form.fullmatch(text.strip()))), None)
    if found is None:
        return None
    year, month, day, hour, minute, second = (
        int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    part = int((found["part"] or "")[:6].ljust(6, "0"))
    try:
        moment = datetime(year, month, day, hour, minute, second, part, _zone(found["zone"]))
    except ValueError:
        return None
    at = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return at if 0 <= at < _LATEST else None


def _zone(text: str | None) -> timezone:
    if text is None or text in "Zz":
        return SHANGHAI
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text.startswith("-") else minutes))


def write_moment(at: int) -> str:
    """A time in microseconds since 1970, UTC, as the platform has it: Beijing's, whole seconds, no zone."""
    return datetime.fromtimestamp(at // 1_000_000, SHANGHAI).replace(tzinfo=None).isoformat()
