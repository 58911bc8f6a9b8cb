"""What waits where, since when, and who works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hub.model import Status
from hub.ports import Overview, WaitingGroup
from hub.views.statuses import status_of
from hub.views.view import ABSENT, ON_SCREEN, Absent, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenView:
    """Documents of a party that are not at their end, by status."""

    party: str
    status: str
    count: int
    oldest: Moment
    """When the one that has stood there longest got there."""
    label_zh: str = field(metadata=ON_SCREEN, default="")
    label_en: str = field(metadata=ON_SCREEN, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingView:
    """What the outbox holds for a destination."""

    destination: str
    about: str
    """`message`, `event` and the like."""
    count: int
    oldest: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedView:
    """Documents of a party that an operator has to settle, by type."""

    party: str
    type: str
    count: int
    oldest: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerView:
    """A worker as the store knows it."""

    worker: str
    beats: int
    since: Moment
    last_beat: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedView:
    """How many documents moved."""

    last_minute: int
    last_hour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureView:
    """What could not be looked at."""

    part: str
    """A part of the answer, or a queue."""
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """The state of a hub; what cannot be looked at is null, and `failures` says why."""

    queues: Mapping[str, int | None] | None
    """How much waits in each; null for one that is missing."""
    broker: str | Absent = ABSENT
    """Why no queue could be looked at."""
    queue_faults: Sequence[str]
    """What keeps the broker's queues from working."""
    store_faults: Sequence[str]
    """What keeps store, clock or workers from working."""
    open: Sequence[OpenView] | None
    outbox: Sequence[WaitingView] | None
    moved: MovedView | None
    workers: Sequence[WorkerView] | None
    disputed: Sequence[DisputedView] | None
    quarantined: int | None
    """Deliveries that no operator has settled."""
    parked: int | None
    """Receipts that wait for what they answer."""
    failures: Sequence[FailureView]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreView:
    """What the store says of itself."""

    open: Sequence[OpenView]
    outbox: Sequence[WaitingView]
    moved: MovedView
    workers: Sequence[WorkerView]
    disputed: Sequence[DisputedView]
    quarantined: int
    parked: int


def view_store(seen: Overview, statuses: Mapping[str, Status]) -> StoreView:
    """The store's part; `moved` holds the last minute and the last hour."""
    last_minute, last_hour = seen.moved
    return StoreView(
        open=[_open(group, statuses) for group in seen.open],
        outbox=[
            WaitingView(destination=p.where, about=p.what, count=p.count, oldest=Moment(p.oldest))
            for p in seen.promised
        ],
        moved=MovedView(last_minute=last_minute, last_hour=last_hour),
        workers=[
            WorkerView(worker=w.id, beats=w.beat, since=Moment(w.since), last_beat=Moment(w.at)) for w in seen.workers
        ],
        disputed=[
            DisputedView(party=p.where, type=p.what, count=p.count, oldest=Moment(p.oldest)) for p in seen.disputed
        ],
        quarantined=seen.quarantined,
        parked=seen.parked,
    )


def _open(group: WaitingGroup, statuses: Mapping[str, Status]) -> OpenView:
    status = status_of(group.what, statuses)
    return OpenView(
        party=group.where,
        status=group.what,
        count=group.count,
        oldest=Moment(group.oldest),
        label_zh=status.zh,
        label_en=status.en,
    )
