"""What the audit store shows of its records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.model import Document, Message, Outgoing, Quarantined, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which documents `hub log` lists; None means any."""

    type: str | None = None
    portal: str | None = None
    party: str | None = None
    enterprise: str | None = None
    status: str | None = None
    record: str | None = None
    disputed: bool | None = None
    """Only those that an operator has to settle."""
    since: int | None = None
    """Only those updated later than this (microseconds since 1970, UTC)."""
    until: int | None = None
    """Only those updated no later than this."""
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """Everything recorded about one document."""

    document: Document
    references: Mapping[str, str]
    """Business numbers by kind: the newest that came back; several that it names are separated by a space, which no
    number holds."""
    transitions: Sequence[Transition]
    """Oldest first, observations among them."""
    messages: Sequence[Message]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An outbox row with what is needed to render it."""

    outgoing: Outgoing
    body: bytes | None = None
    """Of a message."""
    brought_by: bytes | None = None
    """The message that was a transition's cause, where it brought attachments."""
    document: Document | None = None
    transition: Transition | None = None
    quarantined: Quarantined | None = None


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """So many of a kind in one place, and how long the oldest of them has waited."""

    where: str
    what: str
    count: int
    oldest: int
    """Microseconds since 1970, UTC."""


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker as the store knows it; times in microseconds since 1970, UTC, by its own clock."""

    id: str
    beat: int
    since: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What `hub status` shows of the store."""

    open: Sequence[WaitingGroup]
    """Documents that are not at their end, by party and status; the oldest by when it got where it stands."""
    promised: Sequence[WaitingGroup]
    """Outbox rows by destination and kind."""
    moved: Sequence[int]
    """Documents that moved since each of the times asked for; what only was observed is no move."""
    workers: Sequence[WorkerRow]
    disputed: Sequence[WaitingGroup]
    """Documents that an operator has to settle, by party and type."""
    quarantined: int
    """Only what no operator has settled."""
    parked: int
