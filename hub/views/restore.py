"""A store that was restored: what is known of the log beyond it, and what may have been lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.views.view import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFileView:
    """A file that the hub took from an owner after the newest record of the store."""

    owner: str
    box: str
    """SentBox or FailBox."""
    name: str
    at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterView:
    """A message that the broker keeps because it was delivered too often."""

    owner: str
    name: str
    """Its message id; empty if it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreView:
    """An older store: what it lacks, and what its owners may have to send again."""

    accepted: bool
    """Whether the restore is accepted now; with --dry-run nothing is done."""
    log: str
    """The name under which the log goes on."""
    entries: int
    """Transitions that the store has in its log."""
    given_up: str
    """The newest known checkpoint that the store does not hold: origin, size and root (base64)."""
    kept_in: str
    """Where that checkpoint is kept."""
    lost: int
    """Transitions that are certainly lost: those of that checkpoint beyond the store's. 0 for another history."""
    since: Moment | None
    """The newest change in the store; null for an empty store."""
    files: Sequence[TakenFileView]
    """Files that were taken since. With folders only."""
    queues: Mapping[str, int | None]
    """What waits in each queue; null for a missing one."""
    dead: Sequence[DeadLetterView]
    """Dead letters, up to 1000. With RabbitMQ only."""
    unread: Sequence[str]
    """What could not be looked at, and why."""
