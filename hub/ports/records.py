"""Records as the audit store shows them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hub.model import Circuit, Document, Message, Outgoing, Quarantined, ToSign, Transition
from hub.ports.retention import Ends

Sort = Literal["newest", "oldest", "last-submitted", "first-submitted"]
"""newest, oldest: by the last change. last-submitted, first-submitted: by the time of the document's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The documents that `hub log` lists; a field that is None or empty selects all."""

    type: str | None = None
    portal: str | None = None
    party: str | None = None
    enterprise: str | None = None
    """Documents of this enterprise, and those in which customs names it."""
    is_own: bool = False
    """True: of these only the documents of the enterprise itself."""
    statuses: Collection[str] = ()
    """Only documents in one of these statuses."""
    open_but: Ends | None = None
    """Only documents that are not at their end by this."""
    is_overdue: bool = False
    """True: only documents whose answers are overdue."""
    name: str | None = None
    """Only documents of enterprises with this in their names; capital letters count as small ones."""
    text: str | None = None
    """Only documents with this in the enterprise's name, the sender's id, a business number, or a row of the trail."""
    without_details: bool = False
    """True: a text is not looked for in rows of the trail, which may say something of persons."""
    record: str | None = None
    disputed: bool | None = None
    """True: only documents that an operator has to settle. Otherwise all."""
    disputed_itself: bool = False
    """True: of these only documents that are disputed themselves, not beside another one."""
    needs_person: Ends | None = None
    """Only documents that need a person: overdue, disputed themselves, or not at their end in one of these statuses.

    The statuses are those of a failed dispatch, and then come the end statuses of single types.
    """
    since: int | None = None
    """Only documents updated later than this (microseconds since 1970, UTC)."""
    until: int | None = None
    """Only documents updated at this time or earlier."""
    after: tuple[int, str] | None = None
    """Only documents behind this one in the order of `sort`: time of its last change, and id."""
    sort: Sort = "newest"
    limit: int | None = None

    @property
    def is_indexed(self) -> bool:
        """Whether an index leads to the documents; otherwise all are read until there are enough."""
        marked = (self.disputed, self.disputed_itself, self.is_overdue, self.needs_person)
        narrow = (self.record, self.enterprise, self.since, *marked)
        wide = (self.type, self.portal, self.party, self.open_but, self.name, self.text)
        return any(narrow) or not (any(wide) or self.statuses or self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """Everything recorded about one document."""

    document: Document
    references: Mapping[str, str]
    """Business numbers and references by kind: the newest number that came back, otherwise all, separated by spaces.

    No number contains a space.
    """
    transitions: Sequence[Transition]
    """Oldest first, with observations."""
    messages: Sequence[Message]
    to_sign: Sequence[ToSign] = ()
    """Messages that wait for their signatures, oldest first."""
    in_outbox: frozenset[str] = frozenset()
    """The ids of those of its messages that no queue has confirmed or returned yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An outbox row with what is needed to render it."""

    outgoing: Outgoing
    body: bytes | None = None
    """The message's bytes; None for other rows."""
    is_encrypted: bool = False
    """True if `body` is what was encrypted of the message."""
    brought_by: bytes | None = None
    """The bytes of the message that caused the transition, if the message brought attachments."""
    document: Document | None = None
    transition: Transition | None = None
    quarantined: Quarantined | None = None
    trace: str = ""
    """The traceparent of the document that it is about; empty if there is none."""


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """A number of things of one kind in one place, with the times since when the oldest and the newest wait."""

    where: str
    what: str
    count: int
    oldest: int
    """Microseconds since 1970, UTC; `newest` likewise."""
    newest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingGroup:
    """Documents of one type, with one party, in one status; times are those at which they reached it."""

    status: str
    type: str
    party: str
    count: int
    oldest: int
    """Microseconds since 1970, UTC; `newest` likewise."""
    newest: int
    """Of overdue documents: when the answer of the last one became overdue."""
    is_overdue: bool = False
    """True: only those of them whose answers are overdue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineGroup:
    """Deliveries in quarantine from one owner with one code; times in microseconds since 1970, UTC."""

    owner: str
    code: str
    count: int
    first: int
    last: int
    recent: int
    """How many of them came at the time that was asked for, or later."""

    @property
    def name(self) -> str:
        """The stable name of the group, such as `quarantine-hub-406-ping-an`."""
        return f"quarantine-{self.code}-{self.owner}".lower()

    @property
    def waiting(self) -> "WaitingGroup":
        """The group as what waits in one place: the owner's deliveries with the code."""
        return WaitingGroup(self.owner, self.code, self.count, self.first, self.last)

    @property
    def item(self) -> str:
        """The name of the group among what needs a person: notes of operators are about it."""
        return f"quarantined/{self.owner}/{self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenKind:
    """Documents of one type, with one party, in one status that is not their end."""

    type: str
    party: str
    status: str
    count: int
    without_form: int
    """Those of them that a portal submitted and whose form was not kept."""


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker's record in the store; times in microseconds since 1970, UTC, by the worker's clock."""

    id: str
    beat: int
    since: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What `hub status` shows of the store."""

    open: Sequence[WaitingGroup]
    """Documents that are not at their end, by party and status. `oldest`: when the first reached its present status."""
    promised: Sequence[WaitingGroup]
    """Outbox rows by destination and kind."""
    paused: Sequence[Circuit]
    """The open circuits, by destination and trouble."""
    to_sign: Sequence[WaitingGroup]
    """Messages that wait for their signatures, by party and kind."""
    moved: Sequence[int]
    """For each of the given times, the number of documents that moved since. Observations are not counted."""
    workers: Sequence[WorkerRow]
    disputed: Sequence[WaitingGroup]
    """Documents that an operator has to settle, by party and type."""
    quarantine: Sequence[QuarantineGroup]
    """Deliveries that no operator has settled, by owner and code."""
    waiting: Sequence[WaitingGroup]
    """Parked messages, by party and type of the document that a notice announces; empty for receipts."""
    parked: int

    @property
    def quarantined(self) -> int:
        """Only deliveries that no operator has settled."""
        return sum(group.count for group in self.quarantine)


def newest_numbers(references: Mapping[str, str], transitions: Sequence[Transition]) -> dict[str, str]:
    """The newest number of each kind that came back. Older numbers only serve to find the document."""
    returned: dict[str, object] = {}
    for transition in transitions:
        returned |= transition.detail.get("returned", {}) if transition.is_taken else {}
    return {
        kind: str(newest) if (newest := returned.get(kind)) in values.split(" ") else values
        for kind, values in references.items()
    }
