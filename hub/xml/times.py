"""Times on the wire: Asia/Shanghai, with the offset written out."""

from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept UTC+8 without summer time since 1992; no time-zone database is needed."""
DATE_LENGTH = len("YYYY-MM-DD")


def on_wire(at: int) -> str:
    """A time in microseconds since 1970, UTC, as it is on the wire."""
    moment = datetime.fromtimestamp(at // 1_000_000, UTC).replace(microsecond=at % 1_000_000)
    return moment.astimezone(SHANGHAI).isoformat()


def from_wire(text: str) -> int:
    """Microseconds since 1970, UTC, of a time on the wire; a time without offset is Shanghai's.

    A bare date is the end of its day: nothing of that day is newer.
    """
    if len(text) == DATE_LENGTH:
        return end_of(date.fromisoformat(text)) - 1
    moment = datetime.fromisoformat(text)
    delta = moment.replace(tzinfo=moment.tzinfo or SHANGHAI) - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def end_of(day: date) -> int:
    """Midnight in Shanghai at the end of a day, in microseconds since 1970, UTC."""
    midnight = datetime.combine(day, time(), SHANGHAI) + timedelta(days=1)
    return int(midnight.timestamp()) * 1_000_000


def today_in_shanghai(now: int) -> date:
    """The calendar day in Shanghai at a time in microseconds since 1970, UTC."""
    return datetime.fromtimestamp(now // 1_000_000, UTC).astimezone(SHANGHAI).date()
