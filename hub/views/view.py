"""What all views are made of: times, digests, fields that may be absent; and JSON of a view."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any, Final, NamedTuple

from hub.model.moments import SHANGHAI
from hub.text.bilingual import Bilingual
from hub.xml.times import in_utc


class Shaped(NamedTuple):
    """A constraint on the texts of a type."""

    pattern: str
    """A regular expression."""


Digest = Annotated[str, Shaped("^[0-9a-f]{64}$")]
"""Hex SHA-256."""
Record = Annotated[str, Shaped("^[0-9]{20}$")]
"""记录编号, the number that people use for a document."""
ErrorCode = Annotated[str, Shaped("^HUB-[0-9]{3}$")]
"""Code of an error; docs/errors.md lists them."""
ZONE: Final = "+08:00"
"""The zone of the times that people see."""
ON_SCREEN: Final = {"on screen": True}
"""Metadata of a field that is for people: `--json` does not print it."""


_UNITS: Final = (
    (86_400, Bilingual("天", "d")),
    (3_600, Bilingual("小时", "h")),
    (60, Bilingual("分钟", "min")),
    (1, Bilingual("秒", "s")),
)
"""Seconds of each unit of an age."""


class Absent(Enum):
    """The type of `ABSENT`."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
"""The value of a field that `--json` leaves out."""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A point in time."""

    at: int
    """Microseconds since 1970, UTC."""

    @property
    def utc(self) -> str:
        """For programs: RFC 3339 in UTC, to the microsecond."""
        return in_utc(self.at)

    @property
    def clock(self) -> str:
        """For people: the time in Shanghai, to the second. The heading above it names the zone."""
        return datetime.fromtimestamp(self.at // 1_000_000, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")

    def __str__(self) -> str:
        """For people: the time in Shanghai with its zone."""
        return f"{self.clock} {ZONE}"

    def age(self, now: int) -> str:
        """How long before `now` (microseconds since 1970, UTC) it was, in the largest unit that fits."""
        seconds = max(0, (now - self.at) // 1_000_000)
        size, unit = next((each for each in _UNITS if seconds >= each[0]), _UNITS[-1])
        return f"{seconds // size} {unit}"


def printed(view: type) -> list[tuple[str, str]]:
    """The fields that `--json` prints: attribute and name. The name of `from_` is `from`."""
    return [(one.name, one.name.rstrip("_")) for one in fields(view) if not one.metadata.get("on screen")]


def json_of(value: Any) -> Any:
    """A view as dictionaries, lists and scalars, in the order of its fields."""
    if isinstance(value, Moment):
        return value.utc
    if is_dataclass(value) and not isinstance(value, type):
        named = ((name, getattr(value, attribute)) for attribute, name in printed(type(value)))
        return {name: json_of(inner) for name, inner in named if inner is not ABSENT}
    if isinstance(value, Mapping):
        return {name: json_of(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [json_of(inner) for inner in value]
    return value
