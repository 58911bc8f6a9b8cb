"""Months of documents: a document belongs to the month (UTC) of the time in its id."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self
from uuid import UUID

from hub.model import time_of
from hub.model.moments import microseconds, moment

_FORM: Final = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in UTC."""

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

    @classmethod
    def at(cls, time: int) -> Self:
        """The month of a time in microseconds since 1970, UTC."""
        then = moment(time)
        return cls(then.year, then.month)

    @classmethod
    def of(cls, document: str) -> Self:
        """The month of a document's id."""
        return cls.at(time_of(document))

    @property
    def next(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def first_id(self) -> str:
        """The smallest id that a document of this month can have."""
        begins = microseconds(datetime(self.year, self.number, 1, tzinfo=UTC))
        return str(UUID(int=begins // 1000 << 80))

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"
