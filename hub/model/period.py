"""Periods of the calendar: how long ago something must be."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, Literal, Self, cast

from hub.model.moments import SHANGHAI, microseconds, moment

Unit = Literal["day", "month", "year"]
_FORM: Final = re.compile(r"([1-9]\d{0,3}) (day|month|year)s?")


@dataclass(frozen=True, slots=True)
class Period:
    """So many days, months or years of the calendar in Shanghai."""

    count: int
    unit: Unit

    @classmethod
    def read(cls, text: str) -> Self:
        """`5 years`; raises ValueError."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(text)
        return cls(int(found[1]), cast("Unit", found[2]))

    def before(self, at: int) -> int:
        """The time of day at `at`, that long ago; the last day of a shorter month. 0 before 1970."""
        there = moment(at).astimezone(SHANGHAI)
        ordinal = there.toordinal() - self.count if self.unit == "day" else self._months_before(there)
        earlier = datetime.combine(date.fromordinal(max(ordinal, 1)), time(tzinfo=SHANGHAI))
        midnight = datetime.combine(there.date(), time(tzinfo=SHANGHAI))
        return max(microseconds(earlier) + at - microseconds(midnight), 0)

    def _months_before(self, there: datetime) -> int:
        """The day as the calendar counts days; 0 before the year 1."""
        months = self.count * (12 if self.unit == "year" else 1)
        year, number = divmod(there.year * 12 + there.month - 1 - months, 12)
        if year < 1:
            return 0
        return date(year, number + 1, min(there.day, monthrange(year, number + 1)[1])).toordinal()

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'s' if self.count > 1 else ''}"
