"""Where owners drop things and pick things up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from hub.errors import Code


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
    doubt: Code | Literal[""] = ""
    """What the queue itself holds against it (HUB-117, HUB-118): such a delivery is only quarantined."""


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

        Owners take turns, so that a long queue of one does not hold up another. Returns early, with nothing, once there
        are confirmations to collect. A delivery taken and not acknowledged when the process dies or the queue is lost
        is delivered again, marked redelivered. Raises Deferred when the queue is gone.
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
        """Give back what was taken and not acknowledged. Idempotent."""
