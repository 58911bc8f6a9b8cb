"""An installation: its home, workers and broker, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """A home that is ready."""

    home: str
    made: Sequence[str]
    """Files and folders that were made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocsView:
    """Documents that were written."""

    folder: str
    written: Sequence[str]
    """Their files, by path in the folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedView:
    """A submission that was dropped on a queue."""

    portal: str
    submission: str | None
    """Its id, where one can be read."""
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyView:
    """A worker that has started."""

    event: Literal["ready"] = "ready"
    home: str
    worker: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsView:
    """A worker that cannot start yet."""

    event: Literal["waiting"] = "waiting"
    worker: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookView:
    """The result of one check of `hub doctor`."""

    name: str
    result: Literal["ok", "warning", "failure"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorView:
    """All checks of `hub doctor`."""

    checks: Sequence[LookView]


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceView:
    """One thing on the broker that differs, or differed, from what it must be."""

    what: str
    found: str
    can_be_mended: bool
    """False where something would have to be deleted or moved between nodes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopologyView:
    """What `hub topology apply` and `check` found."""

    vhost: str
    made: Sequence[DifferenceView]
    left: Sequence[DifferenceView]
