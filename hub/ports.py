"""The protocols that the flow needs of the outside; adapters stand behind them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from hub.model import (
    Changes,
    Claim,
    Document,
    Message,
    Outgoing,
    Parked,
    Quarantined,
    Reference,
    Resource,
    Settled,
    Timer,
    Transition,
)

if TYPE_CHECKING:
    from lxml.etree import _Element


class Clock(Protocol):
    """Time; thread-safe, never blocks."""

    def now(self) -> int:
        """Microseconds since 1970, UTC."""


# ---- queue -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Bytes somebody dropped, held for us until they are acknowledged."""

    owner: str
    """Whose queue it came from: a portal's or a party's id. The queue vouches for it."""
    tag: str
    """Names the delivery to `acknowledge`; unique within the queue object."""
    body: bytes
    taken_at: int
    """Microseconds since 1970, UTC."""
    redelivered: bool = False
    """True when it may have been taken before, by a worker that did not finish."""
    doubt: str = ""
    """Code of what the queue itself holds against it (HUB-117, HUB-118): such a delivery is only quarantined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Bytes to put on an owner's queue."""

    id: str
    """The outbox row's id."""
    destination: str
    name: str
    """Names the content: publishing the same name again replaces or repeats it, never makes a second one."""
    body: bytes


Confirmation = Literal["confirmed", "returned", "full", "lost"]
"""What became of a parcel: it survives a crash of the queue; it has no destination; its destination takes no more
at present; nobody knows, so that it must be published again."""


class Queue(Protocol):
    """Where owners drop things and pick things up.

    Not thread-safe: one worker, one queue object. It connects by itself, and again whenever it has to.
    """

    def take(self, limit: int, wait: float) -> list[Delivery]:
        """Take up to `limit` deliveries, oldest first per owner; block at most `wait` seconds for the first.

        Returns early, with nothing, once there are confirmations to collect. A delivery taken and not acknowledged
        when the process dies or the queue is lost is delivered again, marked redelivered. Raises Deferred when
        the queue is gone.
        """

    def acknowledge(self, deliveries: Sequence[Delivery], refused: Collection[str] = ()) -> None:
        """Let go of deliveries for good; those whose tags are in `refused` are kept apart where the queue can.

        Idempotent. Called after the commit that recorded them, never before.
        """

    def publish(self, parcels: Sequence[Parcel]) -> None:
        """Put parcels on their destinations' queues, in order, without waiting for what becomes of them.

        Blocks only while more is under way than the queue holds in memory. Raises Deferred when the queue is
        gone: publish them again.
        """

    def confirmations(self, wait: float) -> dict[str, Confirmation]:
        """What became of parcels since the last call, by parcel id, each once; block at most `wait` seconds for one.

        Every parcel that `publish` took is told of in the end; only a process that dies leaves some untold.
        """

    def close(self) -> None:
        """Give back what was taken and not acknowledged."""


# ---- store -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Documents that a precondition asks for: of a type and enterprise, in one of these statuses."""

    type: str
    enterprise: str
    statuses: frozenset[str]


class Unit(Protocol):
    """One transaction: everything in it is committed at the end of the `with` block, or nothing is."""

    def lock(self, documents: Collection[str], resources: Collection[str]) -> None:
        """Hold these rows until the end; in id order, documents before resources. Blocks.

        Resources that do not exist yet are made. Call it once, before reading what it protects.
        """

    def documents(self, ids: Collection[str]) -> list[Document]: ...

    def brought(self, keys: Collection[tuple[str, str]]) -> list[Document]:
        """Documents by sender and the sender's own id."""

    def submitted(self, bodies: Collection[tuple[str, str]]) -> list[Document]:
        """Documents by sender and the digest of what it submitted; slow where there are any: not for every batch."""

    def standing(self, wanted: Collection[Standing]) -> list[Document]: ...

    def references(self, documents: Collection[str]) -> list[Reference]:
        """The business numbers of these documents."""

    def numbered(self, numbers: Collection[tuple[str, str]]) -> list[tuple[Reference, Document]]:
        """The documents that bear a number, by its kind and value; several may bear the same."""

    def transitions(self, documents: Collection[str]) -> list[Transition]:
        """The trails of these documents, each oldest first."""

    def payloads(self, digests: Collection[str]) -> dict[str, bytes]:
        """Stored bytes by their hex SHA-256."""

    def resources(self, keys: Collection[str]) -> list[Resource]: ...

    def claims(self, documents: Collection[str], resources: Collection[str]) -> list[Claim]:
        """All claims of these documents and all open claims on these resources."""

    def sent(self, ids: Collection[str]) -> list[Message]:
        """Our own messages, by id: unique, whoever they went to."""

    def sent_for(self, documents: Collection[str]) -> list[Message]:
        """Our own business messages about these documents."""

    def timers(self, documents: Collection[str]) -> list[Timer]:
        """What the clock is to do about these documents."""

    def received(self, keys: Collection[tuple[str, str]]) -> list[Message]:
        """Messages of parties, by party and the party's own id."""

    def answers(self, keys: Collection[tuple[str, str]]) -> list[Message]:
        """Messages of parties, by party and the id of our message that they answer."""

    def parked(self, keys: Collection[tuple[str, str]]) -> list[tuple[Parked, bytes]]:
        """Parked receipts and their bytes, by party and the id of our message they answer."""

    def waiting(self, keys: Collection[tuple[str, str]]) -> list[Parked]:
        """Parked receipts by party and their own id."""

    def quarantined(self, ids: Collection[str]) -> list[Quarantined]: ...

    def portals(self, enterprises: Collection[str], refused: str) -> dict[str, list[str]]:
        """For each enterprise the portals with a submission of it whose status is not `refused`."""

    def outgoing(self, ids: Collection[str]) -> list[Outgoing]:
        """Those outbox rows that are still there."""

    def write(self, changes: Changes) -> None:
        """Write all rows. Raises StoreConflict when a unique row is there already, StoreUnavailable when it cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which documents `hub log` lists; None means any."""

    type: str | None = None
    portal: str | None = None
    party: str | None = None
    enterprise: str | None = None
    status: str | None = None
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
    """Business numbers by kind; several of one kind are separated by a space, which no number holds."""
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
class Pile:
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

    open: Sequence[Pile]
    """Documents that are not at their end, by party and status."""
    promised: Sequence[Pile]
    """Outbox rows by destination and kind."""
    moved: Sequence[int]
    """Documents that moved since each of the times asked for."""
    workers: Sequence[WorkerRow]
    quarantined: int
    """Only what no operator has settled."""
    parked: int


class Store(Protocol):
    """The audit store. Thread-safe; a Unit is not."""

    def begin(self) -> AbstractContextManager[Unit]:
        """Open a transaction that may write; rolled back when the block raises."""

    def glance(self) -> AbstractContextManager[Unit]:
        """Open a unit that only reads, and sees one moment's state; it waits for no writer and keeps none waiting.

        Its `lock` holds nothing, its `write` raises TypeError. It needs no right to write to the store.
        """

    def due(self, owner: str, limit: int, after: Outgoing | None = None) -> list[Due]:
        """Outbox rows of an owner, oldest first; those after a row, where one is given.

        Fewer where their bytes would fill the memory; none only when there are none.
        """

    def early(self, limit: int) -> list[Parked]:
        """Parked notices, which answer nothing: the oldest first."""

    def due_timers(self, now: int, limit: int) -> list[Timer]:
        """What has fallen due, the oldest first."""

    def adopt(self, owners: Collection[str], heir: str) -> int:
        """Make `heir` the owner of these owners' outbox rows; return how many changed hands.

        Rows that another worker adopts at this moment are left to it.
        """

    def beat(self, worker: str, at: int) -> dict[str, int]:
        """Count this worker's beats up by one; return the counters of all workers.

        Who owns outbox rows and never beat is among them, with 0.
        """

    def leave(self, worker: str) -> None:
        """Forget a worker that has ended."""

    def tries(self, deliveries: Collection[str]) -> dict[str, int]:
        """How often each of these deliveries was tried alone and did not come through; none where never."""

    def try_alone(self, delivery: str, at: int) -> int:
        """Note, for good, that this delivery is about to be tried alone; return how often it was before."""

    def came_through(self, delivery: str) -> None:
        """Forget the tries of a delivery that was recorded."""

    def overview(self, final: Collection[str], since: Sequence[int]) -> Overview:
        """What waits where; `final` are the statuses in which nothing is waited for."""

    def log(self, filter_: Filter) -> list[Document]:
        """Newest first; with `since`, oldest first, to follow."""

    def letters(self, filter_: Filter, final: Collection[str]) -> list[tuple[Document, Message]]:
        """Each message that opened a document's present round, oldest first; documents in a `final` status left out.

        Here `since` and `until` are about the message.
        """

    def find(self, name: str) -> list[Document]:
        """Documents by the hub's id or its beginning (8 characters at least), the sender's id, or a business number."""

    def trail(self, document: str) -> Trail | None: ...

    def payload(self, digest: str) -> bytes | None: ...

    def quarantined(
        self,
        limit: int,
        *,
        owner: str | None = None,
        code: str | None = None,
        beginning: str = "",
        is_open: bool = False,
    ) -> list[Quarantined]:
        """Newest first; of an owner, with a code, with ids that begin so: an equal one comes first.

        With `is_open` only what no operator has settled.
        """

    def quarantine_piles(
        self, *, owner: str | None = None, code: str | None = None, is_open: bool = False
    ) -> list[Pile]:
        """How much is in quarantine by owner and code."""

    def settled(self, ids: Collection[str]) -> list[Settled]:
        """What operators did about these quarantined deliveries; none where nothing yet."""

    def parked(self, limit: int, *, owner: str | None = None, beginning: str = "") -> list[Parked]:
        """Newest first; of an owner, with receipts' own ids that begin so: equal ones come first."""

    def resource(self, key: str) -> Resource | None: ...

    def statuses(self) -> Iterator[tuple[str, str, int]]:
        """Type, status and how many documents stand there."""

    def identity(self) -> str:
        """What tells this store from every other; given once, when it was made."""

    def close(self) -> None: ...


# ---- signatures ------------------------------------------------------------------------------


UNECHOED = "0" * 64
"""Stands for the digest that an answer should echo and its envelope has no room for."""


class Signer(Protocol):
    """Signs as the hub. Thread-safe; file keys do not block."""

    def sign(self, message: "_Element") -> bytes:
        """Serialise with an enveloped signature over the whole root; nothing may change the bytes after.

        The bytes were verified once more before they are returned; raises HubError when that fails.
        """


class Verifier(Protocol):
    """Verifies what a party sent. Thread-safe, never blocks."""

    def verify(self, message: "_Element", party: str) -> "_Element":
        """Return the verified content: read nothing else. Raises Rejected (HUB-404 … HUB-406)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What stands behind the hub, wired once."""

    queue: Queue
    store: Store
    signer: Signer
    verifier: Verifier
    clock: Clock
    worker: str = field(default="worker-1")
