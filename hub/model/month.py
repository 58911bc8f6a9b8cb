"""Months of documents' ids: an id begins with its time, so the ids of a month are a range."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self
from uuid import UUID

from hub.model.identity import time_of
from hub.model.moments import microseconds, moment

_FORM: Final = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, in UTC as the times in ids."""

    year: int
    number: int
    """1 to 12."""

    @classmethod
    def read(cls, text: str) -> Self:
        """`2026-10`; raises ValueError."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def later(self, months: int) -> "Month":
        """The month that begins so many months later; earlier if negative."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    @property
    def first_id(self) -> str:
        """The lowest id of the month. Its ids are those from here to the next month's first, without that."""
        begins = microseconds(datetime(self.year, self.number, 1, tzinfo=UTC)) // 1000
        return str(UUID(int=begins << 80))


def month_at(at: int) -> Month:
    """The month of a time, in microseconds since 1970, UTC."""
    then = moment(at)
    return Month(then.year, then.month)


def month_of(document: str) -> Month:
    """The month of the time in a document's id. It need not be the month in which the document was recorded."""
    return month_at(time_of(document))
