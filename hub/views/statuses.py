"""The labels of a status, and whether it is good news."""

from collections.abc import Mapping
from typing import Final, Literal

from hub.model import Status

Tone = Literal["open", "rest", "final", "event", "bad"]
"""under way; round over; done; an event only; gone wrong."""
_BAD: Final = frozenset({"F", "H001", "H002", "U005", "P003", "P005", "A002"})


def status_of(code: str, statuses: Mapping[str, Status]) -> Status:
    """The status with this code. An unknown code is its own label."""
    return statuses.get(code) or Status(code, code, code, "open")


def tone_of(status: Status) -> Tone:
    """The tone of a status."""
    return "bad" if status.code in _BAD else status.kind
