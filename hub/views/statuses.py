"""The labels of a status, and its tone."""

from collections.abc import Mapping
from typing import Literal

from hub.model import Status
from hub.text.bilingual import Bilingual

Tone = Literal["open", "rest", "final", "event", "good", "bad"]
"""What a status means at a glance: good or bad where the table of statuses says so, else its kind."""


def status_of(code: str, statuses: Mapping[str, Status]) -> Status:
    """The status with this code. An unknown code is its own label."""
    return statuses.get(code) or Status(code, code, code, "open")


def called(status: Status, type_: str = "") -> Bilingual:
    """What every screen of operators calls a status: as portals' lists do, where a type may have a word of its own."""
    return Bilingual(*status.listed(type_))


def tone_of(status: Status) -> Tone:
    """The tone of a status."""
    return status.result or status.kind
