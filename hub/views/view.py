"""What all views are made of: times, digests, fields that may be absent; and a view as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any, Final, NamedTuple

from hub.model.moments import SHANGHAI
from hub.xml.times import in_utc


class Shaped(NamedTuple):
    """What is true of all texts of a type."""

    pattern: str
    """A regular expression."""


Digest = Annotated[str, Shaped("^[0-9a-f]{64}$")]
"""Hex SHA-256."""
Record = Annotated[str, Shaped("^[0-9]{20}$")]
"""记录编号, the number by which people know a document."""
ErrorCode = Annotated[str, Shaped("^HUB-[0-9]{3}$")]
"""Code of an error; docs/errors.md lists them."""
ZONE: Final = "+08:00"
"""The zone of the times that people see."""
ON_SCREEN: Final = {"on screen": True}
"""Metadata of a dataclass field that people see and that `--json` does not print."""


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
        """For people, under a heading that names the zone: the time in Shanghai to the second."""
        return datetime.fromtimestamp(self.at // 1_000_000, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")

    def __str__(self) -> str:
        """For people: the same with its zone."""
        return f"{self.clock} {ZONE}"

    def age(self, now: int) -> str:
        """How long ago it was, to one unit; `now` in microseconds since 1970."""
        seconds = max(0, (now - self.at) // 1_000_000)
        for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
            if seconds >= size:
                return f"{seconds // size} {unit}"
        return f"{seconds} s"


def printed(view: type) -> list[tuple[str, str]]:
    """The fields that `--json` prints: attribute and name. A trailing underscore is no part of the name (`from_`)."""
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
