"""How the sealed log stands: its newest checkpoints, and who else has seen them."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.views.audit import TimestampView
from hub.views.view import Digest, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedView:
    """A checkpoint in a list."""

    size: int
    root: Digest
    at: Moment
    """When it was signed, by the sealer's clock."""
    is_stamped: bool
    """Whether it has a timestamp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignerView:
    """A witness of the log."""

    name: str
    size: int
    """The largest checkpoint that it has cosigned; 0 if none."""
    is_asked: bool
    """Whether the home's settings name it; otherwise it signed in the past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedView:
    """How far the store was verified."""

    size: int
    """The log was, up to this checkpoint."""
    at: Moment
    """When this was noted, by the home's file."""
    is_all: bool
    """False: documents and stored bytes were verified in part, because the run was stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStateView:
    """The sealed log of a store."""

    origin: str | None
    """The name under which the newest checkpoint was signed."""
    note: str | None
    """That checkpoint, exactly as it was signed, with the lines of witnesses."""
    checkpoints: Sequence[SealedView]
    """The newest first."""
    waiting: int
    """Transitions that have no position yet."""
    waiting_since: Moment | None
    kept: int | None
    """The size of the checkpoint that the home keeps; null if it keeps none."""
    witnesses: Sequence[CosignerView]
    timestamp: TimestampView | None
    """The newest."""
    asks_for_timestamps: bool
    reached: ReachedView | None
    restores: int
    """How often the log went on after an accepted restore."""
    removals: int
    """How often documents or bytes left the store on purpose."""
