"""What waits where, since when, and which workers run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hub.errors import Wording
from hub.flow.begun_plan import BegunPlan
from hub.model import VERBS, Circuit, Proposal, Status
from hub.ports import Overview, WaitingGroup
from hub.text.bilingual import Bilingual
from hub.views.acts import BegunPlanView, view_begun
from hub.views.attention import ItemView
from hub.views.statuses import called, status_of
from hub.views.view import ABSENT, ON_SCREEN, Absent, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenView:
    """How many open documents of a party have a status."""

    party: str
    status: str
    count: int
    oldest: Moment
    """When the document that has had this status longest got it."""
    label: Bilingual = field(metadata=ON_SCREEN, default=Bilingual("", ""))
    """What screens call the status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingView:
    """What the outbox holds for a destination."""

    destination: str
    about: str
    """`message`, `event` or `refusal`."""
    count: int
    oldest: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class PausedView:
    """A party or portal to which nothing more is sent, because it takes nothing."""

    destination: str
    trouble: str
    """`unreachable`: its queue takes nothing. `refuses`: it answers every message that it cannot use the message."""
    why: str
    """`returned`, `full`, `silent` (of its queue) or `refused`."""
    since: Moment
    waiting: int
    """How much waits for it in the outbox."""
    probes: int
    """How often one of these was tried."""
    next_probe: Moment
    """When the next may be tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSignView:
    """Messages to a party that are accepted and wait for their signatures."""

    party: str
    kind: str
    """`business`, `receipt`, `inquiry` or `copy`."""
    count: int
    oldest: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """A token or card of this home that does not sign."""

    device: str
    """The folder of its key in the register."""
    code: str
    """HUB-793: away. HUB-794: takes no PIN. HUB-795: cannot sign like this. HUB-798: does not answer."""
    since: Moment
    text: str
    words: Wording = field(metadata=ON_SCREEN)
    """The text for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedView:
    """Documents of a party that an operator has to settle, by type."""

    party: str
    type: str
    count: int
    oldest: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedGroupView:
    """Acts of one kind that wait for a second operator."""

    verb: str
    count: int
    oldest: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedGroupView:
    """Messages of a party that wait for what they refer to."""

    party: str
    type: str
    """Of notices: type of the documents that they announce; empty for receipts."""
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
    """How many changes of status there were."""

    last_minute: int
    last_hour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureView:
    """A part that could not be read."""

    part: str
    """The part of the answer, or the queue."""
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """The state of a hub. A part that cannot be read is null, and `failures` says why."""

    queues: Mapping[str, int | None] | None
    """Number of deliveries that wait in each queue; null for a queue that is missing."""
    broker: str | Absent = ABSENT
    """Why no queue could be read."""
    queue_faults: Sequence[str]
    """What is wrong with the broker's queues."""
    store_faults: Sequence[str]
    """What is wrong with the store, the clock or the workers, and what waits in the outbox because nobody can encrypt
    it."""
    open: Sequence[OpenView] | None
    outbox: Sequence[WaitingView] | None
    paused: Sequence[PausedView] | None
    to_sign: Sequence[ToSignView] | None
    devices: Sequence[DeviceView]
    """The devices of this home that do not sign, as its workers last saw them."""
    attention: Sequence[ItemView]
    """What needs a person and nobody has noted, as `hub attention` lists it."""
    moved: MovedView | None
    workers: Sequence[WorkerView] | None
    disputed: Sequence[DisputedView] | None
    proposed: Sequence[ProposedGroupView] | None
    """Acts that wait for a second operator (`hub approve`)."""
    half_done: Sequence[BegunPlanView] | None
    """Replay plans that were stopped before their end."""
    quarantined: int | None
    """Deliveries in quarantine that no operator has settled."""
    waiting: Sequence[ParkedGroupView] | None
    """Receipts that wait for the message they answer, and notices that wait for the document they refer to."""
    parked: int | None
    """How many these are."""
    failures: Sequence[FailureView]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreView:
    """The part of the state that comes from the store."""

    open: Sequence[OpenView]
    outbox: Sequence[WaitingView]
    paused: Sequence[PausedView]
    to_sign: Sequence[ToSignView]
    moved: MovedView
    workers: Sequence[WorkerView]
    disputed: Sequence[DisputedView]
    proposed: Sequence[ProposedGroupView]
    half_done: Sequence[BegunPlanView]
    quarantined: int
    waiting: Sequence[ParkedGroupView]
    parked: int


def view_store(
    seen: Overview,
    proposals: Sequence[Proposal],
    half_done: Sequence[BegunPlan],
    statuses: Mapping[str, Status],
) -> StoreView:
    """The view of the store's part; `proposals` wait, oldest first, and `half_done` plans were stopped."""
    last_minute, last_hour = seen.moved
    return StoreView(
        open=[_open(group, statuses) for group in seen.open],
        outbox=[
            WaitingView(destination=p.where, about=p.what, count=p.count, oldest=Moment(p.oldest))
            for p in seen.promised
        ],
        paused=[_paused(circuit, seen.promised) for circuit in seen.paused],
        to_sign=[ToSignView(party=p.where, kind=p.what, count=p.count, oldest=Moment(p.oldest)) for p in seen.to_sign],
        moved=MovedView(last_minute=last_minute, last_hour=last_hour),
        workers=[
            WorkerView(worker=w.id, beats=w.beat, since=Moment(w.since), last_beat=Moment(w.at)) for w in seen.workers
        ],
        disputed=[
            DisputedView(party=p.where, type=p.what, count=p.count, oldest=Moment(p.oldest)) for p in seen.disputed
        ],
        proposed=list(_proposed(proposals)),
        half_done=[view_begun(one) for one in half_done],
        quarantined=seen.quarantined,
        waiting=[
            ParkedGroupView(party=p.where, type=p.what, count=p.count, oldest=Moment(p.oldest)) for p in seen.waiting
        ],
        parked=seen.parked,
    )


def _proposed(proposals: Sequence[Proposal]) -> Iterator[ProposedGroupView]:
    for verb in VERBS:
        if times := [one.at for one in proposals if one.request.verb == verb]:
            yield ProposedGroupView(verb=verb, count=len(times), oldest=Moment(min(times)))


def _paused(circuit: Circuit, promised: Sequence[WaitingGroup]) -> PausedView:
    return PausedView(
        destination=circuit.destination,
        trouble=circuit.trouble,
        why=circuit.why,
        since=Moment(circuit.opened_at),
        waiting=sum(one.count for one in promised if one.where == circuit.destination),
        probes=circuit.probes,
        next_probe=Moment(circuit.next_at),
    )


def _open(group: WaitingGroup, statuses: Mapping[str, Status]) -> OpenView:
    status = status_of(group.what, statuses)
    return OpenView(
        party=group.where,
        status=group.what,
        count=group.count,
        oldest=Moment(group.oldest),
        label=called(status),
    )
